package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.HashMap;
import java.util.Map;

/// What every message of an era says about itself.
final class Stamp {

    private static final String PREFIX = "io.modelcontextprotocol/";

    private Stamp() {}

    /// The message of a request.
    static ObjectNode request(long id, Order order, Greeting greeting, ObjectNode capabilities) {
        ObjectNode message = message(order.method()).put("id", id);
        ObjectNode params = order.params().deepCopy();
        Conversation conversation = order.conversation();
        if (greeting.isCurrent() || conversation.wantsProgress()) {
            ObjectNode meta = params.withObject("/_meta");
            if (greeting.isCurrent()) {
                current(meta, conversation, capabilities);
            }
            if (conversation.wantsProgress()) {
                meta.put("progressToken", id);
            }
        }
        if (!params.isEmpty()) {
            message.set("params", params);
        }
        return message;
    }

    private static void current(
            ObjectNode meta, Conversation conversation, ObjectNode capabilities) {
        meta.put(PREFIX + "protocolVersion", Greeting.CURRENT_VERSION);
        meta.set(PREFIX + "clientInfo", clientInfo());
        meta.set(PREFIX + "clientCapabilities", capabilities);
        conversation.logLevel().ifPresent(level -> meta.put(PREFIX + "logLevel", level));
        conversation.trace().ifPresent(trace -> meta.put("traceparent", trace));
    }

    /// A message that wants no answer.
    static ObjectNode notification(String method, ObjectNode params) {
        ObjectNode message = message(method);
        if (!params.isEmpty()) {
            message.set("params", params);
        }
        return message;
    }

    private static ObjectNode message(String method) {
        return Json.object().put("jsonrpc", "2.0").put("method", method);
    }

    /// Who we are to an upstream.
    static ObjectNode clientInfo() {
        return Json.object().put("name", "carnet").put("title", "Carnet").put("version", "0.1.0");
    }

    /// The headers of a message of that method, beside its order's own.
    static Map<String, String> headers(
            String method, ObjectNode params, Greeting greeting, Map<String, String> proof) {
        var headers = new HashMap<String, String>();
        proof.forEach((name, value) -> {
            if (Reach.isProof(name)) {
                headers.put(name, value);
            }
        });
        headers.put("MCP-Protocol-Version", greeting.version());
        greeting.sessionId().ifPresent(id -> headers.put("Mcp-Session-Id", id));
        if (greeting.isCurrent()) {
            headers.put("Mcp-Method", method);
            String name =
                    switch (method) {
                        case "tools/call", "prompts/get" -> params.path("name").asText();
                        case "resources/read" -> params.path("uri").asText();
                        default -> "";
                    };
            if (!name.isEmpty()) {
                headers.put("Mcp-Name", Mirror.encoded(name));
            }
        }
        return headers;
    }
}
