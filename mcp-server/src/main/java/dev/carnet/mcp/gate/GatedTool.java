package dev.carnet.mcp.gate;

import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolDefinition;
import java.util.Set;

/// A tool whose call was approved.
final class GatedTool extends GatedUse implements Tool {

    private final Tool inner;

    GatedTool(Tool inner, Gate gate, Runs runs) {
        super(inner, gate, runs);
        this.inner = inner;
    }

    @Override
    public ToolDefinition definition() {
        return inner.definition();
    }

    @Override
    public Set<String> secrets() {
        return inner.secrets();
    }

    @Override
    public boolean fleeting() {
        return inner.fleeting();
    }
}
