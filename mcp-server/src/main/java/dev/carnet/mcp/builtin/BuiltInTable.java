package dev.carnet.mcp.builtin;

import dev.carnet.mcp.tool.Table;
import dev.carnet.mcp.tool.Tool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// The table of a Carnet server: its own tools, in this order.
@ApplicationScoped
public class BuiltInTable implements Table {

    private final List<Tool> tools = List.of(new WhoAmI());

    @Override
    public List<Tool> tools() {
        return tools;
    }
}
