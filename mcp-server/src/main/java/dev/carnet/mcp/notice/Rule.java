package dev.carnet.mcp.notice;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;

/// Who is told of what.
///
/// @param severity security events that are at least so severe; gates have none
/// @param kinds kinds of security events, `gate.` and a state, or `gate.*`; none means every
///   security event
/// @param agents whoever had a part in it; none means anybody
/// @param destinations who is told
/// @param enabled whether it counts
/// @param version counts its changes, for `If-Match`
public record Rule(
        String id,
        String name,
        String severity,
        List<String> kinds,
        List<String> agents,
        List<String> destinations,
        boolean enabled,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    /// From the least to the most severe.
    static final List<String> SEVERITIES = List.of("info", "warning", "critical");

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
