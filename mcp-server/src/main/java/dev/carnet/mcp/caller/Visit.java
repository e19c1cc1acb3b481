package dev.carnet.mcp.caller;

import dev.carnet.mcp.stream.Reply;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import io.vertx.core.MultiMap;
import java.util.Optional;

/// One HTTP request of a caller who was let in.
///
/// @param viewer who calls, and at which place
/// @param trace the request's `traceparent`, if it has a valid one
/// @param headers of the request
public record Visit(
        Viewer viewer,
        Presented presented,
        String requestId,
        Optional<String> trace,
        MultiMap headers,
        Reply reply) {

    /// Who calls.
    public Caller caller() {
        return viewer.caller();
    }

    /// The same visit with another way back.
    public Visit with(Reply other) {
        return new Visit(viewer, presented, requestId, trace, headers, other);
    }
}
