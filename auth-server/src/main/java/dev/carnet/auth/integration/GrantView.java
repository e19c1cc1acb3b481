package dev.carnet.auth.integration;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;

/// What a person allowed one installation of a client.
///
/// @param clientName what the client called itself when it was allowed
/// @param label what the person calls it
/// @param status `active` or `revoked`
/// @param usedAt when it last gave a token by a code or a refresh token
public record GrantView(
        String id,
        @JsonProperty("person_id") String personId,
        @JsonProperty("client_id") String clientId,
        @JsonProperty("client_name") String clientName,
        List<String> scopes,
        String resource,
        String label,
        String status,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("used_at") Instant usedAt,
        int version) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
