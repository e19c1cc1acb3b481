package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.ExplainView.RuleView;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.Verdict;
import dev.carnet.shared.caller.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the rules say about one of those who stand behind a call: the principal, or an agent that
/// delegated its passport.
///
/// @param heard every rule that was looked at
record Explained(Question question, Ruling ruling, List<Considered> heard) {

    private static final Set<Effect> GATES = Set.of(Effect.CONFIRM, Effect.APPROVE);

    static Explained of(Policy policy, Question question) {
        var heard = new ArrayList<Considered>();
        Ruling ruling = policy.rules().judge(question, heard::add);
        return new Explained(question, ruling, List.copyOf(heard));
    }

    /// Whose rules decide: the first that deny, else the first that want a person, else the
    /// principal's own, who is the last.
    static Explained decisive(List<Explained> all) {
        return first(all, Set.of(Effect.DENY)).or(() -> first(all, GATES)).orElseGet(all::getLast);
    }

    /// What stands in the way of a call that the rules for several of them gate: no gate asks for
    /// what all of them want.
    static Optional<Access.Barred> differing(Policy policy, List<Explained> all) {
        Access access = new Access.Allowed(Verdict.Ground.NONE);
        for (Explained one : all) {
            access = access.and(PolicyJudge.verdict(policy, one.ruling()));
        }
        return access instanceof Access.Barred barred ? Optional.of(barred) : Optional.empty();
    }

    private static Optional<Explained> first(List<Explained> all, Set<Effect> effects) {
        return all.stream().filter(one -> effects.contains(one.ruling().effect())).findFirst();
    }

    /// The agent these are the rules for, unless it is the caller.
    Optional<String> by(Caller caller) {
        return Optional.of(question.who().subject())
                .filter(subject -> !subject.equals(caller.subject()));
    }

    List<RuleView> rules() {
        return heard.stream().map(one -> RuleView.of(one, ruling)).toList();
    }
}
