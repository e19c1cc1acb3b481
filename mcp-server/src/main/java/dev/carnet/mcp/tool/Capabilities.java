package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Outcome.MissingClient;

/// What a client declared bounds what it is asked.
final class Capabilities {

    private Capabilities() {}

    /// The outcome, unless it asks the client for something it did not declare.
    static Outcome bounded(Outcome outcome, ToolCall call) {
        return switch (outcome) {
            case InputRequired asked -> bounded(asked, call.capabilities());
            case ToolResult result -> result;
            case MissingClient missing -> missing;
            case Outcome.Started started -> started;
            case Outcome.Failed failed -> failed;
        };
    }

    private static Outcome bounded(InputRequired asked, ObjectNode declared) {
        var missing = JsonNodeFactory.instance.objectNode();
        for (ObjectNode question : asked.questions().values()) {
            if (!isDeclared(question, declared)) {
                missing.putObject(capability(question));
            }
        }
        return missing.isEmpty() ? asked : new MissingClient(missing);
    }

    private static boolean isDeclared(ObjectNode question, ObjectNode declared) {
        var capability = declared.path(capability(question));
        if (!capability.isObject()) {
            return false;
        }
        // An empty `elicitation` means form mode only; URL mode is declared by name.
        String mode = question.path("params").path("mode").asText("form");
        return !capability(question).equals("elicitation")
                || capability.has(mode)
                || (capability.isEmpty() && mode.equals("form"));
    }

    private static String capability(ObjectNode question) {
        return switch (question.path("method").asText()) {
            case "elicitation/create" -> "elicitation";
            case "sampling/createMessage" -> "sampling";
            case "roots/list" -> "roots";
            default -> "unknown";
        };
    }
}
