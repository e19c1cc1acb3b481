package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.message.RpcError;
import dev.carnet.mcp.tool.LogLevel;
import java.util.Optional;

/// What every request of the current revision says about itself in `_meta`.
final class Meta {

    /// The revision this package speaks.
    static final String VERSION = "2026-07-28";

    static final String PREFIX = "io.modelcontextprotocol/";
    static final String SUBSCRIPTION = PREFIX + "subscriptionId";

    private static final String PROTOCOL_VERSION = PREFIX + "protocolVersion";
    private static final String CAPABILITIES = PREFIX + "clientCapabilities";
    private static final String LOG_LEVEL = PREFIX + "logLevel";

    private Meta() {}

    /// The version, if the message names one.
    static Optional<String> version(ObjectNode params) {
        JsonNode version = params.path("_meta").path(PROTOCOL_VERSION);
        return version.isTextual() ? Optional.of(version.textValue()) : Optional.empty();
    }

    /// Whether what must be there is there, and in the right form (-32602).
    static Optional<RpcError> problem(Message.Request request) {
        ObjectNode meta = request.meta();
        if (!meta.path(PROTOCOL_VERSION).isTextual()) {
            return invalid("_meta needs " + PROTOCOL_VERSION + ".");
        }
        if (!meta.path(CAPABILITIES).isObject()) {
            return invalid("_meta needs " + CAPABILITIES + ".");
        }
        if (meta.has(LOG_LEVEL) && logLevel(request).isEmpty()) {
            return invalid(LOG_LEVEL + " is not a level.");
        }
        JsonNode token = meta.path("progressToken");
        return token.isMissingNode() || token.isTextual() || token.isIntegralNumber()
                ? Optional.empty()
                : invalid("progressToken is text or an integer.");
    }

    /// What the client can do.
    static ObjectNode capabilities(Message.Request request) {
        return request.meta().path(CAPABILITIES) instanceof ObjectNode declared
                ? declared
                : Json.object();
    }

    /// From which level on the client wants log messages; none without it.
    static Optional<LogLevel> logLevel(Message.Request request) {
        return LogLevel.of(request.meta().path(LOG_LEVEL).asText());
    }

    private static Optional<RpcError> invalid(String publicText) {
        return Optional.of(RpcError.of(RpcCode.INVALID_PARAMS, publicText));
    }
}
