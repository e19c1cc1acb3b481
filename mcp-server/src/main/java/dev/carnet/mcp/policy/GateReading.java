package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Reads the `gate` of a rule.
final class GateReading {

    private static final Set<String> KNOWN =
            Set.of(
                    "approvers",
                    "quorum",
                    "within_seconds",
                    "escalate_after_seconds",
                    "escalate_to");
    private static final String SOMEBODY = "a role or the id of a person";

    private GateReading() {}

    static GateTerms of(Members rule) {
        Members gate = rule.object("gate", KNOWN);
        Duration within = seconds(gate, "within_seconds");
        Duration escalate = seconds(gate, "escalate_after_seconds");
        if (!within.isZero() && escalate.compareTo(within) >= 0) {
            gate.complain("escalate_after_seconds", "must be before the gate expires");
        }
        Set<String> escalateTo = somebody(gate, "escalate_to");
        if (escalate.isZero() != escalateTo.isEmpty()) {
            gate.complain("escalate_to", "goes together with escalate_after_seconds");
        }
        return new GateTerms(
                somebody(gate, "approvers"),
                gate.number("quorum", 1, Limits.GATE_QUORUM, 1),
                within,
                escalate,
                escalateTo);
    }

    private static Set<String> somebody(Members gate, String name) {
        return gate.set(name, Limits.POLICY_NAMES, GateReading::somebody, SOMEBODY);
    }

    private static Optional<String> somebody(String text) {
        return Role.of(text).isPresent() || Ids.is("prs", text)
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Duration seconds(Members gate, String name) {
        return Duration.ofSeconds(
                gate.number(name, Limits.GATE_LEAST_SECONDS, Limits.GATE_SECONDS, 0));
    }
}
