package dev.carnet.mcp.policy;

import java.util.List;
import java.util.Optional;

/// One version of a workspace's policy, compiled.
///
/// @param version counted from 1; 0 is the policy of a workspace that never made one
public record Policy(long version, Rules rules, List<Allowance> limits, List<FilterRule> filters) {

    /// Nothing but the defaults.
    public static final Policy DEFAULT = new Policy(0, Rules.NONE, List.of(), List.of());

    /// A policy that denies everything.
    static Policy closed(long version) {
        var rule =
                new Rule(
                        "unreadable",
                        0,
                        Who.ANYBODY,
                        Which.ANYTHING,
                        Optional.empty(),
                        Effect.DENY,
                        "The policy cannot be read.",
                        "",
                        GateTerms.PLAIN);
        return new Policy(version, new Rules(List.of(rule)), List.of(), List.of());
    }

    /// The same policy as another version.
    Policy numbered(long number) {
        return new Policy(number, rules, limits, filters);
    }
}
