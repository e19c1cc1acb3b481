package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.time.Duration;
import java.util.Map;

/// A request for an upstream.
///
/// @param headers of its own, where there are headers
/// @param time until its answer; zero is for ever
record Order(
        String method,
        ObjectNode params,
        Map<String, String> headers,
        Conversation conversation,
        Duration time) {

    /// Without parameters, for our own purposes.
    static Order of(String method, Duration time) {
        return of(method, Json.object(), time);
    }

    static Order of(String method, ObjectNode params, Duration time) {
        return new Order(method, params, Map.of(), Conversation.SILENT, time);
    }
}
