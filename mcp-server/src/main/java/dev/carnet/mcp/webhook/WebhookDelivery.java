package dev.carnet.mcp.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// One thing a destination is told.
///
/// @param type for example `gate.waiting`
/// @param state `due`, `sent` or `dead`
/// @param tries how often it was tried
/// @param trouble why the last try failed, as a code; empty when it did not
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record WebhookDelivery(
        String id,
        String type,
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
