package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Whose count it is, against which limit, and of which time.
///
/// @param whose what the limit counts by, as a JSON array, so that no two read the same
/// @param began the beginning of the hour or day (UTC)
record Counted(String workspace, String limit, String whose, Instant began) {

    /// What that question is counted as. A call without something the limit counts by, such as a
    /// person's by agent, is not counted.
    static Optional<Counted> of(String workspace, Allowance limit, Question question) {
        var whose = JsonNodeFactory.instance.arrayNode();
        for (Allowance.Dimension dimension : Allowance.Dimension.values()) {
            if (limit.each().contains(dimension)) {
                Optional<String> value = dimension.value(question);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                whose.add(value.get());
            }
        }
        return Optional.of(
                new Counted(workspace, limit.id(), whose.toString(), began(limit, question)));
    }

    private static Instant began(Allowance limit, Question question) {
        return switch (limit.per()) {
            case MINUTE -> Instant.EPOCH;
            case HOUR -> question.now().truncatedTo(ChronoUnit.HOURS);
            case DAY -> question.now().truncatedTo(ChronoUnit.DAYS);
        };
    }
}
