package dev.carnet.mcp.caller;

import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.shared.caller.Caller;
import io.vertx.core.MultiMap;
import java.util.Optional;

/// One HTTP request of a caller who was let in.
///
/// @param trace the request's `traceparent`, if it has a valid one
/// @param headers of the request
public record Visit(
        Caller caller,
        Presented presented,
        String requestId,
        Optional<String> trace,
        MultiMap headers,
        Reply reply) {

    /// The same visit with another way back.
    public Visit with(Reply other) {
        return new Visit(caller, presented, requestId, trace, headers, other);
    }
}
