package dev.carnet.mcp.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.schema.Constraints;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Constraint.Op;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Ancestor;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A passport that names services is for these, in lists and calls alike.
class NarrowingTest {

    private record Foreign(String server, String name, ToolClass toolClass) implements Governed {

        @Override
        public String type() {
            return "tool";
        }

        @Override
        public Need need() {
            return Need.reading();
        }

        @Override
        public Optional<Origin> origin() {
            return Optional.of(new Origin("slug", name, toolClass));
        }

        @Override
        public boolean belongsTo(String service, String workspace) {
            return service.equals(server);
        }
    }

    private record Own(boolean aboutCaller) implements Governed {

        @Override
        public String type() {
            return "tool";
        }

        @Override
        public String name() {
            return "whoami";
        }

        @Override
        public Need need() {
            return Need.reading();
        }
    }

    private static final Foreign SEND = new Foreign("srv_1", "send", ToolClass.WRITE);

    private final Decisions decisions =
            new Decisions((viewer, thing, arguments) -> new Verdict.Permit(Verdict.Ground.NONE));

    private static Service service(String id, Set<String> scopes, Constraint... constraints) {
        return new Service(id, id, scopes, Optional.empty(), List.of(constraints), false);
    }

    private static Viewer viewer(Optional<List<Service>> services, Ancestor... chain) {
        var mandate =
                new Mandate(
                        Mandate.Mode.STANDARD,
                        Optional.empty(),
                        List.of(),
                        services,
                        Optional.empty(),
                        List.of(chain));
        var passport =
                new Credential.Passport(
                        "psp_1", "agt_1", "prs_1", "pss_1", "", 1, Instant.MAX, mandate);
        return Viewer.of(
                new Caller(
                        "ws_1",
                        "agt_1",
                        Role.MEMBER,
                        Set.of(Scope.READ),
                        passport,
                        Optional.empty()));
    }

    private Access decide(Viewer viewer, Governed thing, String arguments) {
        return decisions.decide(viewer, thing, Optional.of(Json.parse(arguments)));
    }

    /// C8, G2: what the passport does not name is neither listed nor there to be called.
    @Test
    void what_it_does_not_name_is_not_there() {
        for (var services :
                List.of(
                        List.<Service>of(),
                        List.of(service("srv_2", Service.SCOPES)),
                        List.of(service("srv_1", Set.of("read"))),
                        List.of(
                                new Service(
                                        "srv_1",
                                        "mail",
                                        Service.SCOPES,
                                        Optional.of(Set.of("list")),
                                        List.of(),
                                        false)))) {
            var viewer = viewer(Optional.of(services));
            assertFalse(decisions.lists(viewer, SEND), services::toString);
            assertEquals(new Access.Hidden("outside_passport"), decide(viewer, SEND, "{}"));
        }
        var named = viewer(Optional.of(List.of(service("srv_1", Set.of("write")))));
        assertTrue(decisions.lists(named, SEND));
        assertInstanceOf(Access.Allowed.class, decide(named, SEND, "{}"));
        assertInstanceOf(Access.Allowed.class, decide(viewer(Optional.empty()), SEND, "{}"));
    }

    @Test
    void carnets_own_tools_are_a_service_but_for_those_about_the_caller() {
        var viewer = viewer(Optional.of(List.of(service("srv_1", Service.SCOPES))));
        assertFalse(decisions.lists(viewer, new Own(false)));
        assertTrue(decisions.lists(viewer, new Own(true)));
        assertTrue(
                decisions.lists(
                        viewer(Optional.of(List.of(service(Service.CARNET, Set.of("read"))))),
                        new Own(false)));
    }

    /// C4: other arguments than those the passport is for are refused with what it is for.
    @Test
    void holds_calls_to_its_constraints() {
        var viewer =
                viewer(
                        Optional.of(
                                List.of(
                                        service(
                                                "srv_1",
                                                Set.of("write"),
                                                new Constraint("channel", Op.EQ, List.of("C1"))))));
        assertTrue(decisions.lists(viewer, SEND));
        assertInstanceOf(Access.Allowed.class, decide(viewer, SEND, "{\"channel\":\"C1\"}"));
        var barred =
                assertInstanceOf(Access.Barred.class, decide(viewer, SEND, "{\"channel\":\"C2\"}"));
        assertEquals("This passport allows srv_1 only where channel eq C1.", barred.publicText());
        assertInstanceOf(Access.Barred.class, decide(viewer, SEND, "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.b, eq, 1, true",
        "a.b, eq, 2, false",
        "list.1.id, in, y, true",
        "list.2.id, in, y, false",
        "list.x.id, in, y, false",
        "text, starts_with, he, true",
        "text, starts_with, lo, false",
        "text, matches, hel+o, true",
        "text, matches, hel, false",
        "text, matches, (, false",
        "yes, eq, true, true",
        "none, eq, null, false",
        "a, eq, {}, false"
    })
    void compares_what_stands_at_the_path(String path, String op, String value, boolean holds) {
        var root =
                Json.parse(
                        """
                        {"a":{"b":1},"list":[{"id":"x"},{"id":"y"}],"text":"hello","yes":true,"none":null}
                        """);
        var constraint = new Constraint(path, Op.of(op).orElseThrow(), List.of(value));
        assertEquals(holds, Constraints.holds(constraint, root));
    }

    /// C4: headers have no case, and many services read bodies without it: a name that is there in
    /// other letters, too, might be the one that counts.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"headers\":{\"x-env\":\"staging\",\"X-Env\":\"production\"}}",
                "{\"headers\":{\"X-Env\":\"production\"}}",
                "{\"headers\":{\"x-env\":\"staging\"},\"Headers\":{\"x-env\":\"production\"}}"
            })
    void a_name_in_other_letters_goes_round_no_constraint(String arguments) {
        for (boolean optional : new boolean[] {false, true}) {
            var constraint = new Constraint("headers.x-env", Op.EQ, List.of("staging"), optional);
            assertFalse(Constraints.holds(constraint, Json.parse(arguments)));
            assertTrue(
                    Constraints.holds(
                            constraint, Json.parse("{\"headers\":{\"x-env\":\"staging\"}}")));
        }
    }

    /// C5: what the rules deny an agent, nobody gets through a passport it delegated.
    @Test
    void rules_about_who_delegated_hold_for_whom_it_sent() {
        var rules =
                new Decisions((viewer, thing, arguments) ->
                        viewer.caller().subject().equals("agt_root")
                                ? new Verdict.Deny(Verdict.Ground.NONE, "policy")
                                : new Verdict.Permit(Verdict.Ground.NONE));
        var child = viewer(Optional.empty(), new Ancestor("psp_0", "agt_root", "prs_1"));
        assertEquals(
                new Access.Hidden("policy", Verdict.Ground.NONE),
                rules.decide(child, SEND, Optional.empty()));
        assertTrue(rules.lists(viewer(Optional.empty()), SEND));
    }

    /// Whoever asks for a passport writes its expressions: one that would fill the memory when it
    /// is compiled lets nothing through.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((x*){500}){500}){500}",
                "\\Q[\\E((a{1000}){1000}){1000}"
            })
    void an_expression_without_bounds_is_never_compiled(String expression) {
        var constraint = new Constraint("to", Op.MATCHES, List.of(expression));
        assertFalse(Constraints.holds(constraint, Json.parse("{\"to\":\"a\"}")));
    }

    /// What is missing because a text stands where parts were thought of is not absent.
    @Test
    void a_text_in_place_of_parts_is_no_absence() {
        var optional = new Constraint("body.environment", Op.EQ, List.of("staging"), true);
        assertTrue(Constraints.holds(optional, Json.parse("{\"body\":{}}")));
        assertTrue(Constraints.holds(optional, Json.parse("{}")));
        assertFalse(
                Constraints.holds(optional, Json.parse("{\"body\":\"{\\\"environment\\\":1}\"}")));
        assertFalse(
                Constraints.holds(
                        optional, Json.parse("{\"body\":[{\"environment\":\"production\"}]}")));
    }
}
