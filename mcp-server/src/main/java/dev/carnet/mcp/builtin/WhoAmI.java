package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/// Tells the caller who Carnet takes it for.
final class WhoAmI implements Tool {

    private final ToolDefinition definition =
            new ToolDefinition(
                    "whoami",
                    "Who am I",
                    "Tells which workspace, role and scopes this connection has.",
                    JsonNodeFactory.instance.objectNode().put("type", "object"),
                    Optional.empty(),
                    ToolDefinition.Annotations.READS);

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public Need need() {
        return Need.reading();
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        return Uni.createFrom().item(() -> ToolResult.structured(describe(call.caller())));
    }

    private static ObjectNode describe(Caller caller) {
        var about = JsonNodeFactory.instance.objectNode();
        about.put("workspace", caller.workspace());
        about.put("subject", caller.subject());
        about.put("role", caller.role().wire());
        about.put("scope", Scope.format(caller.scopes()));
        return about;
    }
}
