package dev.carnet.mcp.toolset;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;

/// Agents that are set up alike: what is assigned to the template, each of them gets.
///
/// @param agents their ids
/// @param version counts its changes, for `If-Match`
public record AgentTemplate(
        String id,
        String name,
        List<String> agents,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
