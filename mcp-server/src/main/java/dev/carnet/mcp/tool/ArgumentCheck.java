package dev.carnet.mcp.tool;

import dev.carnet.mcp.schema.SchemaCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a call's arguments are what the tool's input schema says. A wrong argument is an error
/// the model can read and correct, not a protocol error.
@ApplicationScoped
public class ArgumentCheck {

    /// By the definition itself and not its contents: to hash a schema on every call is dear.
    private final Map<ToolDefinition, SchemaCheck> checks =
            Collections.synchronizedMap(new IdentityHashMap<>());

    /// The result that tells what is wrong, if something is.
    public Optional<Outcome> problems(Usable usable, ToolCall call) {
        return usable instanceof Tool tool ? problems(tool.definition(), call) : Optional.empty();
    }

    private Optional<Outcome> problems(ToolDefinition definition, ToolCall call) {
        List<String> problems =
                checks.computeIfAbsent(definition, one -> SchemaCheck.of(one.inputSchema()))
                        .problems(call.arguments());
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ToolResult.failed("Invalid arguments: " + String.join("; ", problems)));
    }
}
