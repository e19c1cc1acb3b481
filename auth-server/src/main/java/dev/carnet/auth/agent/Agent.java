package dev.carnet.auth.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;

/// An agent as the API shows it.
///
/// @param ownerId the person it answers to, whose role bounds it
/// @param scopes the most its passports may have
/// @param status `active` or `suspended`
/// @param version counts its changes, for `If-Match`
public record Agent(
        String id,
        String name,
        String description,
        @JsonProperty("owner_id") String ownerId,
        List<String> scopes,
        String status,
        @JsonProperty("created_at") Instant createdAt,
        int version) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
