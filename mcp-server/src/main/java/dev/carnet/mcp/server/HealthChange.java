package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;

/// A server's health became another.
///
/// @param was what it was: `ok`, or where it broke
/// @param status what it is since
public record HealthChange(
        @JsonIgnore String workspace,
        @JsonIgnore String server,
        String id,
        String was,
        String status,
        String detail,
        Instant at) {

    Slice.Position position() {
        return new Slice.Position(at, id);
    }
}
