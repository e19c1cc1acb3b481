package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.policy.FilterTerms.Action;
import dev.carnet.mcp.policy.FilterTerms.Size;
import java.util.Set;

/// Reads one of the `filters` of a policy.
final class FilterReading {

    /// The members it may have.
    static final Set<String> KNOWN =
            Set.of("id", "who", "which", "max_characters", "size", "secrets", "injection");

    private FilterReading() {}

    static FilterRule of(Members members, String id) {
        return new FilterRule(
                id,
                Naming.who(members),
                Naming.which(members),
                new FilterTerms(
                        size(members),
                        action(members, "secrets", Action.ALLOW),
                        action(members, "injection", Action.ALLOW)));
    }

    /// What is too long is withheld, unless the filter says otherwise.
    private static Size size(Members members) {
        String most = "max_characters";
        int characters =
                members.number(most, 1, Limits.RESULT_CHARACTERS, Limits.RESULT_CHARACTERS);
        if (members.node().has("size") && !members.node().has(most)) {
            members.complain("size", "goes together with max_characters");
        }
        return Size.of(characters, action(members, "size", Action.BLOCK));
    }

    private static Action action(Members members, String name, Action otherwise) {
        String wire = members.text(name, 16);
        if (wire.isEmpty()) {
            return otherwise;
        }
        return Action.of(wire)
                .orElseGet(() -> {
                    members.complain(name, "must be allow, redact or block");
                    return Action.BLOCK;
                });
    }
}
