package dev.carnet.auth.integration;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.rest.Slice;
import java.time.Instant;
import java.util.List;

/// What a person allowed one installation of a client.
///
/// @param status `active` or `revoked`
public record GrantView(
        String id,
        @JsonProperty("person_id") String personId,
        @JsonProperty("client_id") String clientId,
        @JsonProperty("client_name") String clientName,
        List<String> scopes,
        String resource,
        String label,
        String status,
        @JsonProperty("created_at") Instant createdAt) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
