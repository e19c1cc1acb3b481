package dev.carnet.mcp.notice;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.notice.Receiver.Got;
import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.wire.TestTable;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Rules: who is told of which security events.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class RuleTest {

    private static final String RULES = "/notifications/rules";
    private static final String TYPE = "security_event";

    private final House house = new House();
    private final Receiver receiver = new Receiver();

    RuleTest() throws IOException {}

    @AfterEach
    void stop() {
        receiver.close();
    }

    /// J6: an event goes to whom a rule names, signed, with what it is and where to look, and
    /// without the facts, which may quote arguments.
    @Test
    void tells_of_a_security_event_without_its_facts() {
        JsonNode hook = receiver.verified(house);
        Receiver.rule(house, hook, Map.of("severity", "warning"));
        String event = event("credential_burst", "critical", "agt_a");
        Got told = receiver.await(TYPE);
        JsonNode about = told.json().path("event");
        assertEquals(event, about.path("id").asText());
        assertEquals("credential_burst", about.path("kind").asText());
        assertEquals("critical", about.path("severity").asText());
        assertEquals("It happened.", about.path("message").asText());
        assertEquals("agt_a", about.path("agent").asText());
        assertEquals(
                house.origin() + "/api/v1/security-events/" + event, about.path("url").asText());
        assertFalse(told.body().contains("4711"), "no facts leave");
        assertEquals(
                told.signed(hook.path("secret").asText()), told.headers().get("Carnet-Signature"));
    }

    /// J6, G1: what a detector notices of real calls reaches the program that a rule names.
    @Test
    void tells_what_a_detector_noticed() {
        JsonNode hook = receiver.verified(house);
        Receiver.rule(house, hook, Map.of("kinds", List.of("tool_enumeration")));
        var world = house.world();
        var client =
                McpClient.of(world.mcpUrl())
                        .bearer(world.token(world.claims(house.workspace(), house.ownerId())));
        for (int i = 0; i < 12; i++) {
            client.tool("secret_name_" + i, "{'n':4711}").send();
        }
        Got told = receiver.await(TYPE);
        JsonNode about = told.json().path("event");
        assertEquals("tool_enumeration", about.path("kind").asText());
        assertEquals("warning", about.path("severity").asText());
        assertFalse(told.body().contains("4711"), "no arguments leave");
        house.owner()
                .get("/security-events/" + about.path("id").asText())
                .then()
                .statusCode(200)
                .body("message", equalTo(about.path("message").asText()));
    }

    /// J6: severity, kind and agent each narrow a rule; a rule that is off, and one without kinds
    /// when a gate moves, say nothing.
    @Test
    void severity_kind_and_agent_each_narrow_a_rule() {
        String agent = house.world().agent(house.workspace(), house.ownerId());
        JsonNode hook = receiver.verified(house);
        Receiver.rule(
                house,
                hook,
                Map.of(
                        "severity",
                        "warning",
                        "kinds",
                        List.of("credential_burst", "key_old"),
                        "agents",
                        List.of(agent)));
        String off = Receiver.rule(house, hook, Map.of("severity", "info", "enabled", false));
        List<String> told =
                List.of(
                        event("credential_burst", "warning", agent),
                        event("credential_burst", "critical", agent),
                        event("key_old", "warning", agent));
        event("credential_burst", "info", agent);
        event("scope_drift", "critical", agent);
        event("key_unused", "critical", agent);
        event("credential_burst", "critical", "agt_another");
        awaitAll(told.size());
        told();
        assertEquals(new TreeSet<>(told), events());
        house.owner()
                .body(Map.of("enabled", true, "severity", "info"))
                .patch(RULES + "/" + off)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"2\""));
        String all = event("scope_drift", "info", "agt_another");
        awaitAll(told.size() + 1);
        assertEquals(true, events().contains(all));
    }

    /// J6: whoever several rules name is told of an event once, and of several events each.
    @Test
    void several_rules_tell_a_destination_once() {
        JsonNode hook = receiver.verified(house);
        for (int i = 0; i < 3; i++) {
            Receiver.rule(house, hook, Map.of("severity", "info"));
        }
        List<String> made =
                IntStream.range(0, 5)
                        .mapToObj(i -> event("credential_burst", "info", "agt_a"))
                        .toList();
        awaitAll(made.size());
        told();
        assertEquals(new TreeSet<>(made), events());
        assertEquals(
                5L,
                house.world()
                        .read(
                                "SELECT count(*) FROM gateway.delivery WHERE workspace_id = ?",
                                house.workspace()));
    }

    /// J6: nobody hears of another workspace's events.
    @Test
    void events_stay_in_their_workspace() {
        var others = new House();
        JsonNode theirs = receiver.verified(others);
        Receiver.rule(others, theirs, Map.of("severity", "info"));
        event("credential_burst", "critical", "agt_a");
        told();
        AuditTrail.pause();
        assertEquals(new TreeSet<>(), events());
    }

    @Test
    void rules_are_edited_at_their_version_and_are_those_of_the_workspace() {
        JsonNode hook = receiver.create(house);
        String id = Receiver.rule(house, hook, Map.of());
        String path = RULES + "/" + id;
        house.owner()
                .get(path)
                .then()
                .statusCode(200)
                .body("severity", equalTo("warning"))
                .body("enabled", equalTo(true))
                .body("kinds", hasSize(0));
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("name", "Nights"))
                .patch(path)
                .then()
                .statusCode(200)
                .body("version", equalTo(2));
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("name", "Days"))
                .patch(path)
                .then()
                .statusCode(412);
        house.owner().header("If-Match", "\"1\"").delete(path).then().statusCode(412);
        var others = new House();
        others.owner().get(path).then().statusCode(404);
        others.owner().body(Map.of("name", "x")).patch(path).then().statusCode(404);
        others.owner().delete(path).then().statusCode(404);
        house.as(Role.OPERATOR).delete(path).then().statusCode(403);
        house.as(Role.AUDITOR).get(RULES + "?limit=1").then().body("items", hasSize(1));
        house.owner().delete(Receiver.path(hook)).then().statusCode(200);
        house.owner().get(path).then().body("destinations", hasSize(0));
        house.owner().delete(path).then().statusCode(200);
        house.owner().get(path).then().statusCode(404);
    }

    /// Whoever a rule is about may go; it is switched off all the same, and nobody who is gone is
    /// named anew.
    @Test
    void a_rule_about_an_agent_that_is_gone_can_be_switched_off() {
        String agent = house.world().agent(house.workspace(), house.ownerId());
        JsonNode hook = receiver.create(house);
        String path = RULES + "/" + Receiver.rule(house, hook, Map.of("agents", List.of(agent)));
        house.world().write("UPDATE auth.agent SET deleted_at = now() WHERE agent_id = ?", agent);
        house.owner()
                .body(Map.of("enabled", false))
                .patch(path)
                .then()
                .statusCode(200)
                .body("enabled", equalTo(false))
                .body("agents", hasSize(1));
        house.owner().body(Map.of("agents", List.of(agent))).patch(path).then().statusCode(400);
    }

    @Test
    void a_rule_names_what_there_is() {
        String hook = receiver.create(house).path("id").asText();
        String theirs = receiver.create(new House()).path("id").asText();
        refused(Map.of("name", "x", "destinations", List.of()), "/destinations");
        refused(Map.of("name", "x", "destinations", List.of(theirs)), "/destinations");
        Map<String, Object> right = Map.of("name", "x", "destinations", List.of(hook));
        refused(more(right, "severity", "fatal"), "/severity");
        refused(more(right, "kinds", List.of("*")), "/kinds");
        refused(more(right, "kinds", List.of("credential_bursts")), "/kinds");
        refused(more(right, "agents", List.of("agt_nobody")), "/agents");
        house.owner()
                .get(RULES + "?cursor=x")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid_cursor"))
                .body("items", nullValue());
    }

    private static Map<String, Object> more(Map<String, Object> body, String name, Object value) {
        var all = new java.util.HashMap<>(body);
        all.put(name, value);
        return all;
    }

    private ValidatableResponse refused(Map<String, Object> body, String pointer) {
        return house.owner()
                .body(body)
                .post(RULES)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", startsWith(pointer));
    }

    /// A security event of this workspace, as whoever notices one writes it.
    private String event(String kind, String severity, String agent) {
        String id = Ids.fresh("sev");
        house.world()
                .write(
                        "INSERT INTO watch.security_event (workspace_id, id, kind, severity,"
                                + " message, facts, agent_id, created_at) VALUES"
                                + " (?, ?, ?, ?, 'It happened.', '{\"amount\":4711}', ?, now())",
                        house.workspace(),
                        id,
                        kind,
                        severity,
                        agent);
        return id;
    }

    /// Waits until nothing of this workspace is untold and nothing is on its way.
    private void told() {
        String sql =
                "SELECT (SELECT count(*) FROM watch.security_event WHERE workspace_id = ? AND"
                        + " told_at IS NULL) + (SELECT count(*) FROM gateway.delivery WHERE"
                        + " workspace_id = ? AND state = 'due')";
        Object left = 1L;
        for (int i = 0; i < 200 && !left.equals(0L); i++) {
            AuditTrail.pause();
            left = house.world().read(sql, house.workspace(), house.workspace());
        }
        assertEquals(0L, left);
    }

    private void awaitAll(int count) {
        for (int i = 0; i < 200 && events().size() < count; i++) {
            AuditTrail.pause();
        }
        assertEquals(count, events().size());
    }

    /// The events that arrived; each request of a kind by itself.
    private Set<String> events() {
        List<String> all =
                receiver.got().stream()
                        .filter(one -> one.type().equals(TYPE))
                        .map(one -> one.json().path("event").path("id").asText())
                        .toList();
        var once = new TreeSet<>(all);
        assertEquals(once.size(), all.size(), "told twice");
        return once;
    }
}
