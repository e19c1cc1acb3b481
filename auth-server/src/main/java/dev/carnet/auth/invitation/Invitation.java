package dev.carnet.auth.invitation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.Optional;

/// An invitation as the people who may invite see it.
///
/// @param status `open`, `accepted`, `expired` or `withdrawn`
/// @param link what the invited person opens: in the answer that makes or renews it, never again
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Invitation(
        String id,
        String email,
        String role,
        String status,
        @JsonProperty("invited_by") String invitedBy,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("expires_at") Instant expiresAt,
        Optional<String> link) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }

    Invitation withLink(String text) {
        return new Invitation(
                id, email, role, status, invitedBy, createdAt, expiresAt, Optional.of(text));
    }

    @Override
    public String toString() {
        return "Invitation[" + id + "]";
    }
}
