package dev.carnet.mcp.policy;

import java.util.List;
import java.util.Optional;

/// What the rules say to one question.
///
/// @param effect what happens; while something is not known, one that may happen, and a denial only
///   if nothing else may
/// @param rule the rule that decided; empty when none fitted and the default did
/// @param why `rule`, `default`, or `condition_failed` when the rule denies because its condition
///   could not be evaluated
/// @param needs what is not known and could change this: `arguments`, `caller`
public record Ruling(Effect effect, Optional<Rule> rule, String why, List<String> needs) {

    /// Whether nothing unknown could change it.
    public boolean certain() {
        return needs.isEmpty();
    }

    /// What becomes of a call: `allow`, `gate` or `deny`.
    String becomes() {
        return effect.gates() ? "gate" : effect.wire();
    }

    /// The id of the rule for the log: the rule's own, or `default`.
    public String ruleId() {
        return rule.map(Rule::id).orElse("default");
    }
}
