package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.policy.FilterTerms.Action;
import java.util.Set;

/// Reads one of the `filters` of a policy.
final class FilterReading {

    /// The members it may have.
    static final Set<String> KNOWN =
            Set.of("id", "who", "which", "max_characters", "secrets", "injection");

    private FilterReading() {}

    static FilterRule of(Members members, String id) {
        return new FilterRule(
                id,
                Naming.who(members),
                Naming.which(members),
                new FilterTerms(
                        members.number(
                                "max_characters",
                                1,
                                Limits.RESULT_CHARACTERS,
                                Limits.RESULT_CHARACTERS),
                        action(members, "secrets"),
                        action(members, "injection")));
    }

    private static Action action(Members members, String name) {
        String wire = members.text(name, 16);
        if (wire.isEmpty()) {
            return Action.ALLOW;
        }
        return Action.of(wire)
                .orElseGet(() -> {
                    members.complain(name, "must be allow, redact or block");
                    return Action.BLOCK;
                });
    }
}
