package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;

/// A person in a workspace.
///
/// @param version counts the changes of the role, for `If-Match`
/// @param disabled whether the person can sign in nowhere
/// @param secondFactor whether the person has an authenticator app or a passkey
public record Member(
        @JsonProperty("person_id") String personId,
        String email,
        String name,
        String role,
        @JsonProperty("created_at") Instant createdAt,
        int version,
        boolean disabled,
        @JsonProperty("second_factor") boolean secondFactor) {

    Slice.Position position() {
        return new Slice.Position(createdAt, personId);
    }
}
