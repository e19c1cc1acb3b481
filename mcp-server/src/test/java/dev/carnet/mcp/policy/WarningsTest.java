package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.mcp.connection.Connected;
import dev.carnet.mcp.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a policy names and nobody has, and what it asks for too late.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class WarningsTest {

    private final House house = new House();
    private final String server =
            Connected.server(house.workspace(), "none", "https://shop.example/mcp");
    private final String slug = server.substring(4, 12);

    private ValidatableResponse put(String document) {
        return house.owner()
                .body(document.replace('\'', '"'))
                .put("/policy/draft")
                .then()
                .statusCode(200);
    }

    private static List<String> warned(ValidatableResponse answer) {
        return answer.extract().path("warnings.pointer");
    }

    private void offers(String tool) {
        house.world()
                .write(
                        """
                        INSERT INTO gateway.definition (workspace_id, definition_id, server_id,
                            kind, name, state, seen_hash, seen, seen_at, flags, created_at)
                        VALUES (?, ?, ?, 'tool', ?, 'new', '', '{}', now(), '[]', now())
                        """,
                        house.workspace(),
                        Ids.fresh("def"),
                        server,
                        tool);
    }

    /// A misspelt name is told with its place, in the draft's answer, the activation's, and as long
    /// as it is there; it keeps nobody from activating.
    @Test
    void names_that_nobody_has_are_told_with_their_places() {
        offers("refund");
        var answer =
                put(
                        """
                        {'rules': [
                           {'id': 'a', 'effect': 'deny', 'which': {'upstreams': ['%s', 'shpo'],
                              'tools': ['refund', 'refnud', 'whoami']},
                            'who': {'agents': ['agt_none'], 'toolsets': ['finance'],
                              'people': ['prs_none'], 'keys': ['key_none'],
                              'clients': ['cli_none', 'https://a.example/client.json'],
                              'services': ['carnet', 'srv_none']}},
                           {'id': 'b', 'effect': 'approve', 'gate': {'approvers':
                              ['admin', '%s']}}],
                         'limits': [{'id': 'l', 'calls': 1, 'per': 'day',
                            'which': {'tools': ['whoami', 'whomai']}}],
                         'filters': [{'id': 'f', 'which': {'upstreams': ['*', 'nobody']}}]}\
                        """
                                .formatted(slug, Ids.fresh("prs")));
        List<String> expected =
                List.of(
                        "/rules/0/which/upstreams/1",
                        "/rules/0/which/tools/1",
                        "/rules/0/which/tools/2",
                        "/rules/0/who/toolsets/0",
                        "/rules/0/who/services/1",
                        "/rules/0/who/people/0",
                        "/rules/0/who/agents/0",
                        "/rules/0/who/keys/0",
                        "/rules/0/who/clients/0",
                        "/rules/1/gate/approvers/1",
                        "/limits/0/which/tools/1",
                        "/filters/0/which/upstreams/1");
        assertEquals(expected, warned(answer));
        assertEquals("no server has that slug: shpo", answer.extract().path("warnings[0].detail"));
        assertEquals(expected, warned(house.owner().get("/policy").then()));
        var active = house.owner().body("{}").post("/policy/activate").then().statusCode(200);
        assertEquals(expected, warned(active));
    }

    /// What is there is not warned of; what belongs to another workspace is not there.
    @Test
    void what_is_there_is_not_warned_of_and_what_others_have_is() {
        offers("refund");
        String person = house.person(Role.OPERATOR);
        String policy =
                """
                {'rules': [{'id': 'a', 'effect': 'approve', 'which': {'upstreams': ['%s'],
                   'tools': ['refund']}, 'who': {'people': ['%s'], 'services': ['%s']},
                   'gate': {'approvers': ['%s', 'owner']}}]}\
                """
                        .formatted(slug, person, server, person);
        assertEquals(List.of(), warned(put(policy)));
        var others = new WarningsTest();
        assertEquals(
                List.of(
                        "/rules/0/which/upstreams/0",
                        "/rules/0/which/tools/0",
                        "/rules/0/who/services/0",
                        "/rules/0/who/people/0",
                        "/rules/0/gate/approvers/0"),
                warned(others.put(policy)));
    }

    /// Who is to be asked when the gate is over is never asked: that is told with its place, and
    /// the policy can be kept, activated and read.
    @Test
    void a_gate_that_escalates_when_it_is_over_is_warned_of() {
        String policy =
                """
                {'rules': [
                   {'id': 'late', 'effect': 'approve', 'gate':
                      {'escalate_after_seconds': 86400, 'escalate_to': ['owner']}},
                   {'id': 'in-time', 'effect': 'approve', 'gate':
                      {'escalate_after_seconds': 86399, 'escalate_to': ['owner']}},
                   {'id': 'own', 'effect': 'confirm', 'gate':
                      {'escalate_after_seconds': 60, 'escalate_to': ['owner']}},
                   {'id': 'longer', 'effect': 'approve', 'gate': {'within_seconds': 200000,
                      'escalate_after_seconds': 100000, 'escalate_to': ['owner']}}]}\
                """;
        List<String> expected =
                List.of(
                        "/rules/0/gate/escalate_after_seconds",
                        "/rules/2/gate/escalate_after_seconds");
        assertEquals(expected, warned(put(policy)));
        var active = house.owner().body("{}").post("/policy/activate").then().statusCode(200);
        assertEquals(expected, warned(active));
        assertEquals(expected, warned(house.owner().get("/policy").then()));
        house.owner()
                .body(
                        policy.replace("'within_seconds': 200000", "'within_seconds': 100000")
                                .replace('\'', '"'))
                .put("/policy/draft")
                .then()
                .statusCode(400);
    }
}
