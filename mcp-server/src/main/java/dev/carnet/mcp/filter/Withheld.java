package dev.carnet.mcp.filter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Outcome.Failed;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Usable;
import java.util.Optional;

/// What stands in the place of what does not pass.
final class Withheld {

    private Withheld() {}

    /// An error stays one, with other words.
    static Outcome of(Usable usable, Outcome outcome, String text) {
        return outcome instanceof Failed failed
                ? new Failed(failed.why(), failed.code(), text, Optional.empty())
                : of(usable, text);
    }

    /// Says in the form of that thing's own results that there is none.
    static Outcome of(Usable usable, String text) {
        ObjectNode members = Json.object();
        switch (usable.type()) {
            case "resource" ->
                    members.putArray("contents")
                            .addObject()
                            .put("uri", usable.name())
                            .put("mimeType", "text/plain")
                            .put("text", text);
            case "prompt" -> {
                var message = members.putArray("messages").addObject().put("role", "user");
                message.putObject("content").put("type", "text").put("text", text);
            }
            case "completion" -> members.putObject("completion").putArray("values");
            default -> {
                return ToolResult.failed(text);
            }
        }
        return ToolResult.of(members);
    }
}
