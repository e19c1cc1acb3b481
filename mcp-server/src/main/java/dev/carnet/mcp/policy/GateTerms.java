package dev.carnet.mcp.policy;

import dev.carnet.mcp.tool.Demand;
import dev.carnet.shared.workspace.Role;
import java.time.Duration;
import java.util.Set;

/// How a gate is decided. A time of zero is the default: 8 hours to confirm; 24 hours to approve,
/// of which the last 16 are for owners and admins, too.
///
/// @param approvers role names and ids of people of whom approval asks; empty means every admin
/// @param quorum how many people must approve
/// @param within how long the decision may take
/// @param escalateAfter when those in `escalateTo` are asked, too
/// @param escalateTo role names and ids of people
public record GateTerms(
        Set<String> approvers,
        int quorum,
        Duration within,
        Duration escalateAfter,
        Set<String> escalateTo) {

    /// One person, by default, in the default time.
    static final GateTerms PLAIN =
            new GateTerms(Set.of(), 1, Duration.ZERO, Duration.ZERO, Set.of());

    private static final Duration CONFIRM = Duration.ofHours(8);
    private static final Duration APPROVE = Duration.ofHours(24);
    private static final Duration LATE = Duration.ofHours(8);
    private static final Set<String> OVERSEERS = Set.of(Role.OWNER.wire(), Role.ADMIN.wire());

    /// How long the decision may take at a gate of that kind.
    Duration expires(Demand.Kind kind) {
        if (!within.isZero()) {
            return within;
        }
        return switch (kind) {
            case CONFIRM -> CONFIRM;
            case APPROVE -> APPROVE;
        };
    }

    /// When others are asked, too; zero for never. Nobody else confirms, and where the gate expires
    /// before the default there is nothing left to ask for.
    Duration escalates(Demand.Kind kind) {
        return switch (kind) {
            case CONFIRM -> Duration.ZERO;
            case APPROVE -> escalateAfter.isZero() ? byDefault(expires(kind)) : escalateAfter;
        };
    }

    private static Duration byDefault(Duration expires) {
        return LATE.compareTo(expires) < 0 ? LATE : Duration.ZERO;
    }

    /// Who the others are: owners and admins, unless the rule names some.
    Set<String> escalatesTo(Demand.Kind kind) {
        if (escalates(kind).isZero()) {
            return Set.of();
        }
        return escalateTo.isEmpty() ? OVERSEERS : escalateTo;
    }
}
