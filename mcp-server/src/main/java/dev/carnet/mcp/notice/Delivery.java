package dev.carnet.mcp.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// One thing a destination is told.
///
/// @param destination whom
/// @param type for example `gate.waiting` or `security_event`
/// @param about what it tells of: the id of a security event, or a gate and its state
/// @param state `due`, `sent` or `dead`
/// @param tries how often it was tried
/// @param trouble why the last try failed, as a code; empty when it did not
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Delivery(
        String id,
        String destination,
        String type,
        String about,
        String state,
        int tries,
        String trouble,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("due_at") Instant dueAt,
        @JsonProperty("ended_at") Optional<Instant> endedAt) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
