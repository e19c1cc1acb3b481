package dev.carnet.auth.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.desk.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What was taken away, once everybody refuses it.
///
/// @param already it was over before, and nothing changed
/// @param revoked what ended now: the thing itself, unless it was over before, and then the
///   passports that ended with it, breadth first, a thousand at most; `counts` has all
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
                        ended.already() ? List.of() : ended(order, ended.cascade()),
                        ended.counts(),
                        Optional.empty());
            }
        };
    }

    private static List<Ended> ended(RevocationOrder order, Cascade cascade) {
        return Stream.concat(
                        Stream.of(new Ended(order.type().wire(), order.id())),
                        cascade.lines().stream()
                                .limit(Cascade.NAMED)
                                .map(line ->
                                        new Ended(RevocationType.PASSPORT.wire(), line.line())))
                .toList();
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
