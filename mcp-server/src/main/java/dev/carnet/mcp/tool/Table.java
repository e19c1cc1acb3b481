package dev.carnet.mcp.tool;

import java.util.List;
import java.util.function.Consumer;

/// Everything this server offers, in the fixed order of its lists. There is one table per server;
/// who may see what of it is decided by {@link Tools}, never here.
public interface Table {

    /// Every tool.
    List<Tool> tools();

    /// Every prompt.
    default List<Prompt> prompts() {
        return List.of();
    }

    /// Every resource with a fixed URI.
    default List<Resource> resources() {
        return List.of();
    }

    /// Every family of resources.
    default List<Template> templates() {
        return List.of();
    }

    /// Calls the listener when the table itself changes; what is returned ends that.
    default Runnable onChange(Consumer<TableChange> listener) {
        return () -> {};
    }
}
