package dev.carnet.auth.trust;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;

/// Which member an issuer means by a subject.
public record AccountLink(
        String id,
        @JsonProperty("issuer_id") String issuerId,
        String subject,
        @JsonProperty("person_id") String personId,
        @JsonProperty("created_at") Instant createdAt) {

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
