package dev.carnet.mcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// A refusal in JSON-RPC.
///
/// @param status of the HTTP answer, when nothing has been sent yet
/// @param publicText without any private reason
public record RpcError(RpcCode code, int status, String publicText, Optional<JsonNode> data) {

    /// With the status of its code.
    public static RpcError of(RpcCode code, String publicText) {
        return new RpcError(code, code.status(), publicText, Optional.empty());
    }

    /// A copy with details.
    public RpcError with(JsonNode details) {
        return new RpcError(code, status, publicText, Optional.of(details));
    }

    /// A copy that is sent with another HTTP status.
    public RpcError at(int otherStatus) {
        return new RpcError(code, otherStatus, publicText, data);
    }

    /// The `error` member.
    public ObjectNode json() {
        var error = Json.object().put("code", code.wire()).put("message", publicText);
        data.ifPresent(details -> error.set("data", details));
        return error;
    }
}
