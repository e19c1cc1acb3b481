package dev.carnet.auth.passport;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Slice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A report that somebody has to look at, or has.
///
/// @param line of the passports it is about
/// @param version counts the changes of what it says: whoever decides names the one they saw
/// @param decision `accept` or `block`, once somebody decided
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Review(
        String id,
        int version,
        @JsonProperty("agent_id") String agentId,
        String line,
        List<Finding> findings,
        @JsonProperty("made_at") Instant madeAt,
        Optional<String> decision,
        @JsonProperty("decided_by") Optional<String> decidedBy,
        @JsonProperty("decided_at") Optional<Instant> decidedAt,
        String note) {

    Slice.Position position() {
        return new Slice.Position(madeAt, id);
    }
}
