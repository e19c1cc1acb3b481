package dev.carnet.mcp.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the rules of one rank have said so far.
final class Standing {

    private final Set<String> needs;
    private Optional<Ruling> strictest = Optional.empty();
    private Optional<Ruling> mildest = Optional.empty();

    /// @param needs what higher ranks would have had to know
    Standing(Set<String> needs) {
        this.needs = needs;
    }

    /// One rule more.
    void hear(Rule rule, Match match) {
        switch (match) {
            case Match.Fits fits -> certain(ruling(rule, rule.effect(), "rule"));
            case Match.Failed failed -> certain(ruling(rule, Effect.DENY, "condition_failed"));
            case Match.Might might -> possible(rule, might);
            case Match.Unfit unfit -> {}
        }
    }

    private void certain(Ruling ruling) {
        if (strictest.isEmpty() || ruling.effect().stricterThan(strictest.get().effect())) {
            strictest = Optional.of(ruling);
        }
    }

    private void possible(Rule rule, Match.Might might) {
        needs.add(might.needs());
        if (mildest.isEmpty() || mildest.get().effect().stricterThan(rule.effect())) {
            mildest = Optional.of(ruling(rule, rule.effect(), "rule"));
        }
    }

    /// The ruling, if this rank can decide. What certainly fits decides. Without it, a rule that
    /// may fit decides if it would leave something; one that may deny leaves it to lower ranks,
    /// because it may as well not fit.
    Optional<Ruling> ruling() {
        return strictest
                .or(() -> mildest.filter(ruling -> ruling.effect() != Effect.DENY))
                .map(ruling ->
                        new Ruling(
                                ruling.effect(),
                                ruling.rule(),
                                ruling.why(),
                                ruling.effect() == Effect.DENY ? List.of() : List.copyOf(needs)));
    }

    private static Ruling ruling(Rule rule, Effect effect, String why) {
        return new Ruling(effect, Optional.of(rule), why, List.of());
    }
}
