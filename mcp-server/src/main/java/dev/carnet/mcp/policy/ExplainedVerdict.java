package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.ExplainView.LimitView;
import dev.carnet.mcp.tool.Access;
import java.util.List;
import java.util.Optional;

/// What everything together comes to, in the order in which a call meets it: role, scope and
/// passport; the rules; what the connection allows; limits.
///
/// @param says what the caller would be told to do instead
record ExplainedVerdict(String decision, String why, Optional<String> says) {

    /// @param before what role, scope and passport leave, if the thing exists
    /// @param objection of the connection it would go over
    static ExplainedVerdict of(
            Optional<Access> before,
            Ruling ruling,
            Optional<Access.Barred> objection,
            List<LimitView> limits) {
        if (before.isPresent() && before.get() instanceof Access.Hidden hidden) {
            return deny(hidden.why());
        }
        if (ruling.effect() == Effect.DENY) {
            return deny(ruling.why());
        }
        return before.flatMap(ExplainedVerdict::of)
                .or(() -> objection.map(ExplainedVerdict::barred))
                .or(() -> usedUp(ruling, limits))
                .orElseGet(() ->
                        new ExplainedVerdict(
                                ruling.effect().wire(), ruling.why(), Optional.empty()));
    }

    private static Optional<ExplainedVerdict> of(Access before) {
        return switch (before) {
            case Access.Barred barred -> Optional.of(barred(barred));
            case Access.StepUp _ ->
                    Optional.of(
                            new ExplainedVerdict("insufficient_scope", "scope", Optional.empty()));
            case Access.Allowed _, Access.Gated _, Access.Hidden _ -> Optional.empty();
        };
    }

    /// A call that waits for a person is counted when it runs.
    private static Optional<ExplainedVerdict> usedUp(Ruling ruling, List<LimitView> limits) {
        return limits.stream()
                .filter(limit -> ruling.effect() == Effect.ALLOW && limit.usedUp())
                .findFirst()
                .map(limit ->
                        new ExplainedVerdict("used_up", "limit:" + limit.id(), Optional.empty()));
    }

    private static ExplainedVerdict barred(Access.Barred barred) {
        return new ExplainedVerdict(
                Effect.DENY.wire(), barred.why(), Optional.of(barred.publicText()));
    }

    private static ExplainedVerdict deny(String why) {
        return new ExplainedVerdict(Effect.DENY.wire(), why, Optional.empty());
    }
}
