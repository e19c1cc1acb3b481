package dev.carnet.auth.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was taken away, once everybody refuses it.
///
/// @param already it was over before, and nothing changed
/// @param revoked what ended now: the thing itself, unless it was over before
/// @param counts how many of each kind ended with it
/// @param dryRun there, if it only would be so: nothing ended
public record RevocationAnswer(
        String type,
        String id,
        boolean already,
        List<Ended> revoked,
        Map<String, Integer> counts,
        @JsonProperty("dry_run") @JsonInclude(JsonInclude.Include.NON_ABSENT)
                Optional<Boolean> dryRun) {

    /// One thing that ended.
    public record Ended(String type, String id) {}

    /// The answer to an order; what is not in the workspace is not found.
    public static RevocationAnswer of(RevocationOrder order, RevocationOutcome outcome) {
        return switch (outcome) {
            case RevocationOutcome.Unknown _ -> throw Refused.notFound();
            case RevocationOutcome.Ended ended -> {
                String type = order.type().wire();
                yield new RevocationAnswer(
                        type,
                        order.id(),
                        ended.already(),
                        ended.already() ? List.of() : List.of(new Ended(type, order.id())),
                        ended.counts(),
                        Optional.empty());
            }
        };
    }

    /// What the order would end.
    static RevocationAnswer preview(RevocationOrder order, RevocationOutcome outcome) {
        RevocationAnswer would = of(order, outcome);
        return new RevocationAnswer(
                would.type(),
                would.id(),
                would.already(),
                would.revoked(),
                would.counts(),
                Optional.of(true));
    }
}
