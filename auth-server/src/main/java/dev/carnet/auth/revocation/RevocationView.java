package dev.carnet.auth.revocation;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;

/// A revocation in force: rows are forgotten when nothing they end can be alive any more.
///
/// @param seq its number in the change feed
public record RevocationView(
        String type,
        String id,
        String reason,
        long seq,
        @JsonProperty("revoked_at") Instant revokedAt) {

    Slice.Position position() {
        return new Slice.Position(revokedAt, type + " " + id);
    }
}
