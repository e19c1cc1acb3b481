package dev.carnet.mcp.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rules only take away, and what cannot be decided is hidden.
class DecisionsTest {

    private static final Verdict.Ground GROUND = new Verdict.Ground(Optional.of("rul_1"), 7);
    private static final Verdict.Gate GATE =
            new Verdict.Gate(
                    GROUND,
                    new Demand(
                            Demand.Kind.CONFIRM,
                            "rul_1",
                            7,
                            "",
                            "",
                            Set.of(),
                            1,
                            Duration.ofHours(8),
                            Duration.ZERO,
                            Set.of()));

    private record Thing(Need need, Optional<Origin> origin) implements Governed {

        @Override
        public String type() {
            return "tool";
        }

        @Override
        public String name() {
            return "thing";
        }
    }

    @Test
    void a_rule_cannot_give_what_the_role_does_not() {
        var decisions = new Decisions((viewer, thing, arguments) -> new Verdict.Permit(GROUND));
        var thing = new Thing(Need.of(Set.of(Role.OWNER), Scope.READ), Optional.empty());
        assertEquals(new Access.Hidden("role"), decide(decisions, thing, Scope.READ));
    }

    @Test
    void a_rule_that_denies_hides_even_what_only_lacks_a_scope() {
        var decisions =
                new Decisions((viewer, thing, arguments) -> new Verdict.Deny(GROUND, "policy"));
        var thing = new Thing(Need.of(Role.EVERYBODY, Scope.READ, Scope.WRITE), Optional.empty());
        assertEquals(new Access.Hidden("policy", GROUND), decide(decisions, thing, Scope.READ));
        assertFalse(decisions.lists(viewer(Scope.READ), thing));
    }

    /// A rule for an agent that delegated is not softened by one for whom it sent, nor the other
    /// way round; what no single gate can ask for is refused.
    @Test
    void of_two_gates_the_stricter_one_counts() {
        var two = gate(Demand.Kind.APPROVE, Set.of("finance"), 2);
        var one = gate(Demand.Kind.APPROVE, Set.of("finance"), 1);
        var others = gate(Demand.Kind.APPROVE, Set.of("legal"), 3);
        var start = new Access.Allowed(GROUND);
        assertEquals(2, quorum(start.and(one).and(two)));
        assertEquals(2, quorum(start.and(two).and(one)));
        assertEquals(2, quorum(start.and(two).and(new Verdict.Permit(GROUND)).and(two)));
        for (Verdict.Gate other : List.of(GATE, others)) {
            assertInstanceOf(Access.Barred.class, start.and(other).and(two));
            assertInstanceOf(Access.Barred.class, start.and(two).and(other));
            assertInstanceOf(Access.Barred.class, start.and(two).and(other).and(two));
        }
    }

    private static int quorum(Access access) {
        return assertInstanceOf(Access.Gated.class, access).demand().quorum();
    }

    private static Verdict.Gate gate(Demand.Kind kind, Set<String> approvers, int quorum) {
        return new Verdict.Gate(
                GROUND,
                new Demand(
                        kind,
                        "rul_" + quorum,
                        7,
                        "",
                        "",
                        approvers,
                        quorum,
                        Duration.ofHours(24),
                        Duration.ZERO,
                        Set.of()));
    }

    @Test
    void the_scope_is_asked_for_before_anybody_is_asked_to_agree() {
        var decisions = new Decisions((viewer, thing, arguments) -> GATE);
        var thing = new Thing(Need.of(Role.EVERYBODY, Scope.READ, Scope.WRITE), Optional.empty());
        assertInstanceOf(Access.StepUp.class, decide(decisions, thing, Scope.READ));
        assertInstanceOf(Access.Gated.class, decide(decisions, thing, Scope.READ, Scope.WRITE));
        assertTrue(decisions.lists(viewer(Scope.READ), thing));
        assertFalse(decisions.allows(viewer(Scope.READ, Scope.WRITE), thing));
    }

    @Test
    void hides_what_cannot_be_decided() {
        var decisions =
                new Decisions((viewer, thing, arguments) -> {
                    throw new IllegalStateException("no rules");
                });
        var thing = new Thing(Need.reading(), Optional.empty());
        assertEquals(new Access.Hidden("fault"), decide(decisions, thing, Scope.READ));
    }

    @Test
    void without_rules_only_what_reads_may_be_used_of_other_servers() {
        var decisions = new Decisions(new DefaultJudge());
        for (ToolClass toolClass : ToolClass.values()) {
            var origin = Optional.of(new Origin("files", "do", toolClass));
            boolean allowed =
                    decisions.allows(viewer(Scope.READ), new Thing(Need.reading(), origin));
            assertEquals(toolClass == ToolClass.READ, allowed, toolClass::name);
        }
        assertTrue(
                decisions.allows(viewer(Scope.READ), new Thing(Need.reading(), Optional.empty())));
    }

    private static Access decide(Decisions decisions, Governed thing, Scope... scopes) {
        return decisions.decide(viewer(scopes), thing, Optional.empty());
    }

    private static Viewer viewer(Scope... scopes) {
        var token =
                new Credential.AccessToken("jti", "cli_1", Optional.of("grt_1"), 1, Instant.MAX);
        return Viewer.of(
                new Caller("ws_1", "prs_1", Role.MEMBER, Set.of(scopes), token, Optional.empty()));
    }
}
