package dev.carnet.mcp.tool;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Everything this server offers, in the fixed order of its lists. There is one table per server;
/// who may see what of it is decided by {@link Tools}, never here.
public interface Table {

    /// Every tool there is at that place for that workspace.
    List<Tool> tools(Viewer viewer);

    /// Every prompt.
    default List<Prompt> prompts(Viewer viewer) {
        return List.of();
    }

    /// Every resource with a fixed URI.
    default List<Resource> resources(Viewer viewer) {
        return List.of();
    }

    /// Every family of resources.
    default List<Template> templates(Viewer viewer) {
        return List.of();
    }

    /// Whether there is such a place for this viewer.
    default boolean has(Viewer viewer) {
        return viewer.place() instanceof Place.Whole;
    }

    /// The tool of exactly that name.
    default Optional<Tool> tool(Viewer viewer, String name) {
        return tools(viewer).stream().filter(tool -> tool.name().equals(name)).findFirst();
    }

    /// The prompt of exactly that name.
    default Optional<Prompt> prompt(Viewer viewer, String name) {
        return prompts(viewer).stream().filter(prompt -> prompt.name().equals(name)).findFirst();
    }

    /// The resource at exactly that URI, a member of a family or not.
    default Optional<Resource> resource(Viewer viewer, String uri) {
        return Stream.concat(
                        resources(viewer).stream().filter(one -> one.name().equals(uri)),
                        templates(viewer).stream().flatMap(one -> one.at(uri).stream()))
                .findFirst();
    }

    /// Calls the listener when what this viewer could be shown changes; what is returned ends that.
    default Runnable onChange(Viewer viewer, Consumer<TableChange> listener) {
        return () -> {};
    }

    /// What to say to a viewer who watches on as many streams as it may where those resources are.
    ///
    /// @param held what the same stream watches already
    default Optional<String> crowded(Viewer viewer, Set<String> held, Set<String> wanted) {
        return Optional.empty();
    }

    /// Has whoever keeps those resources say when they change, in the viewer's name; what is
    /// returned ends that.
    default Runnable watch(Viewer viewer, Set<String> uris, Consumer<TableChange> listener) {
        return () -> {};
    }
}
