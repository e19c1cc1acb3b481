package dev.carnet.auth.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.policy.Rule.Kind;
import dev.carnet.shared.desk.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A rule as admins see it.
///
/// @param applies `client`, `domain`, or `default` for all others
/// @param ended what a change of the rule ended: `clients`, `grants`, `refresh_tokens`; only in the
///   answer to the change
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PolicyView(
        String id,
        String applies,
        @JsonProperty("client_id") Optional<String> clientId,
        Optional<String> domain,
        String stance,
        @JsonProperty("refresh_grace_seconds") Optional<Integer> refreshGraceSeconds,
        @JsonProperty("created_at") Instant createdAt,
        int version,
        Optional<Map<String, Integer>> ended) {

    static PolicyView of(Rule rule) {
        return of(rule, Optional.empty());
    }

    static PolicyView of(Rule rule, Optional<Map<String, Integer>> ended) {
        return new PolicyView(
                rule.id(),
                rule.target().kind().wire(),
                rule.target().text(Kind.CLIENT),
                rule.target().text(Kind.DOMAIN),
                rule.stance().wire(),
                rule.grace().map(Duration::toSeconds).map(Long::intValue),
                rule.createdAt(),
                rule.version(),
                ended);
    }

    Slice.Position position() {
        return new Slice.Position(createdAt, id);
    }
}
