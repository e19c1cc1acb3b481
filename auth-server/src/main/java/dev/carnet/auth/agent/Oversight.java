package dev.carnet.auth.agent;

import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.workspace.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What whoever answers for an agent may not undo: that it was blocked, and what an operator held
/// it to. An owner of the workspace may, for there need be nobody else.
///
/// @param owner the person who answers for the agent
/// @param held names of members of the agent that somebody else set
record Oversight(ApiCall call, String owner, Set<String> held) {

    /// From weak to strong.
    private static final List<String> STEPS = List.of("none", "notify", "revoke", "block");

    static Oversight of(ApiCall call, String owner, String[] held) {
        return new Oversight(call, owner, Set.copyOf(Arrays.asList(held)));
    }

    /// Whether the caller looks after the agent, and does not answer for it.
    private boolean isElse() {
        return Role.OPERATORS.contains(call.caller().role()) && !call.answersFor(owner);
    }

    private boolean binds() {
        return !isElse() && call.caller().role() != Role.OWNER;
    }

    /// The blocked agent goes on only by the word of somebody else.
    void demandUnblock() {
        if (binds()) {
            throw Refused.role(
                    "Whoever answers for an agent does not unblock it: ask another operator.");
        }
    }

    /// So does one that an operator suspended.
    void demandResume() {
        if (binds() && held.contains("status")) {
            throw Refused.role("An operator suspended the agent: ask one to have it go on.");
        }
    }

    /// A consequence is not made weaker than an operator made it.
    void demandStep(String name, String before, Optional<String> after) {
        after.filter(step -> STEPS.indexOf(step) < STEPS.indexOf(before))
                .ifPresent(_ -> demandFree(name));
    }

    /// Nor is what the agent may do made more.
    void demandBounds(Mandate before, Mandate after) {
        if (after.mode().compareTo(before.mode()) < 0) {
            demandFree("mode");
        }
        var same =
                new Mandate(
                        Mode.STANDARD,
                        Optional.empty(),
                        List.of(),
                        before.services(),
                        Optional.empty(),
                        List.of());
        if (!after.within(same)) {
            demandFree("services");
        }
    }

    void demandScopes(List<String> before, List<String> after) {
        if (!before.containsAll(after)) {
            demandFree("scopes");
        }
    }

    void demandLine(Optional<Integer> before, AgentEdit edit) {
        int most = before.orElse(AgentEdit.LONGEST_LINE);
        if (edit.liftsLine() || edit.lineSeconds().filter(after -> after > most).isPresent()) {
            demandFree("line_seconds");
        }
    }

    private void demandFree(String name) {
        if (binds() && held.contains(name)) {
            throw Refused.role(
                    "An operator set " + name + ", which its owner may tighten and not loosen.");
        }
    }

    /// What is held once these were set, too.
    String[] with(Stream<String> names) {
        var all = new TreeSet<>(held);
        if (isElse()) {
            names.forEach(all::add);
        }
        return all.toArray(String[]::new);
    }

    /// What is held of an agent that goes on.
    String[] resumed() {
        return without(held.stream(), "status");
    }

    /// What is held of an agent that is blocked no more.
    String[] unblocked(String[] names) {
        return without(Arrays.stream(names), "blocked");
    }

    private static String[] without(Stream<String> names, String one) {
        return names.filter(name -> !name.equals(one)).toArray(String[]::new);
    }
}
