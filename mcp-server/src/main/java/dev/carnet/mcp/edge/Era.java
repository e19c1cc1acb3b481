package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.legacy.Versions;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.Message;
import io.vertx.core.MultiMap;

/// Which era a message belongs to. `Mcp-Method` and `Mcp-Name` say nothing about it: clients send
/// them to earlier servers too.
enum Era {
    CURRENT,
    EARLIER;

    /// Earlier is what names an earlier version in its header or no version at all; a version in
    /// `_meta` is always current.
    static Era of(MultiMap headers, Message message) {
        if (Meta.version(params(message)).isPresent()) {
            return CURRENT;
        }
        String named = headers.get("MCP-Protocol-Version");
        return named == null || Versions.isEarlier(named.strip()) ? EARLIER : CURRENT;
    }

    private static ObjectNode params(Message message) {
        return switch (message) {
            case Message.Request request -> request.params();
            case Message.Notification notification -> notification.params();
            case Message.Answer answer -> Json.object();
        };
    }
}
