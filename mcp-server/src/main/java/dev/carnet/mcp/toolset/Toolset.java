package dev.carnet.mcp.toolset;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;

/// A named selection with an endpoint of its own.
///
/// @param slug its place below the MCP endpoint, for ever
/// @param endpoint the address of that place, which is its resource identifier, too
/// @param version counts its changes, for `If-Match`
public record Toolset(
        String id,
        String slug,
        String name,
        List<Member> members,
        String endpoint,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
