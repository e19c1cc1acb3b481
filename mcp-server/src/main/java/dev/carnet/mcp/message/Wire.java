package dev.carnet.mcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// The messages this service sends.
public final class Wire {

    private Wire() {}

    /// The answer to a request.
    public static ObjectNode result(JsonNode id, ObjectNode result) {
        ObjectNode message = version();
        message.set("id", id);
        message.set("result", result);
        return message;
    }

    /// The refusal of a request; without id when it could not be read.
    public static ObjectNode error(Optional<JsonNode> id, RpcError error) {
        ObjectNode message = version();
        id.ifPresent(known -> message.set("id", known));
        message.set("error", error.json());
        return message;
    }

    /// A message that wants no answer.
    public static ObjectNode notification(String method, ObjectNode params) {
        ObjectNode message = version().put("method", method);
        message.set("params", params);
        return message;
    }

    /// A request of ours (earlier revisions only).
    public static ObjectNode request(String id, ObjectNode question) {
        ObjectNode message = version().put("id", id);
        message.setAll(question);
        return message;
    }

    private static ObjectNode version() {
        return Json.object().put("jsonrpc", "2.0");
    }
}
