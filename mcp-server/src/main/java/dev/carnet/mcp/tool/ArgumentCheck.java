package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.mcp.schema.SchemaCheck;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// Whether a call's arguments are what the tool's input schema says. A wrong argument is an error
/// the model can read and correct, not a protocol error.
@ApplicationScoped
public class ArgumentCheck {

    /// By the schema itself and not its contents, because to hash one on every call is dear; and
    /// for as long as somebody has it, because upstreams change theirs.
    private final Cache<ObjectNode, Optional<SchemaCheck>> checks =
            Caffeine.newBuilder().weakKeys().build();

    /// The result that tells what is wrong, if something is.
    public Optional<Outcome> problems(Usable usable, ToolCall call) {
        List<String> problems = problems(usable, call.arguments());
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ToolResult.failed("Invalid arguments: " + String.join("; ", problems)));
    }

    /// What is wrong with those arguments, a line each; empty when they fit.
    public List<String> problems(Usable usable, ObjectNode arguments) {
        return usable instanceof Tool tool
                ? check(tool).map(check -> check.problems(arguments)).orElse(List.of())
                : List.of();
    }

    /// A schema of an upstream that cannot be read was pointed out to whoever approved it; the
    /// upstream checks by it itself. One of Carnet's own that cannot be read is a bug.
    private Optional<SchemaCheck> check(Tool tool) {
        ObjectNode schema = tool.definition().inputSchema();
        return tool.origin().isEmpty()
                ? checks.get(schema, one -> Optional.of(SchemaCheck.of(one)))
                : checks.get(schema, ArgumentCheck::readable);
    }

    private static Optional<SchemaCheck> readable(ObjectNode schema) {
        try {
            return Optional.of(SchemaCheck.of(schema));
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
