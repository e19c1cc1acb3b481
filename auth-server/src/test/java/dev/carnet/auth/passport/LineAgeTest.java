package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long passports are renewed at most.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class LineAgeTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);

    private ValidatableResponse issue(Map<String, ?> more) {
        var asked = new HashMap<String, Object>(more);
        asked.put("agent_id", agent);
        return house.as(member).body(asked).post("/passports").then();
    }

    private static ValidatableResponse refresh(String token) {
        return House.patient()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post(House.API + "/passports/refresh")
                .then();
    }

    private void limit(String whose, int seconds) {
        var limit = Map.of("line_seconds", seconds);
        switch (whose) {
            case "agent" ->
                    house.as(Role.OPERATOR)
                            .body(limit)
                            .patch("/agents/" + agent)
                            .then()
                            .statusCode(200);
            case "template" ->
                    house.owner()
                            .body(limit)
                            .put("/agent-limits/" + template())
                            .then()
                            .statusCode(200);
            default ->
                    house.owner()
                            .body(limit)
                            .patch("/workspaces/" + house.workspace())
                            .then()
                            .statusCode(200);
        }
    }

    private String template() {
        String id = Ids.fresh("atp");
        house.world()
                .write(
                        """
                        INSERT INTO gateway.agent_template
                            (workspace_id, template_id, name, agents, created_at)
                        VALUES (?, ?, 'Sorters', ARRAY[?], now())
                        """,
                        house.workspace(),
                        id,
                        agent);
        return id;
    }

    /// Has the line of that passport have begun so much earlier.
    private void older(Duration by) {
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line
                        SET began_at = began_at - make_interval(secs => ?::int) WHERE agent_id = ?
                        """,
                        Long.toString(by.toSeconds()),
                        agent);
    }

    /// C6: whoever may say how long a passport is renewed is heard, and the next one lives no
    /// longer than that, either.
    @ParameterizedTest
    @ValueSource(strings = {"agent", "template", "workspace"})
    void a_line_ends_when_its_agents_lines_end(String whose) {
        limit(whose, 600);
        issue(Map.of("ttl_seconds", 601))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/ttl_seconds"));
        String token = issue(Map.of()).statusCode(201).extract().path("token");
        older(Duration.ofMinutes(9));
        String end = refresh(token).statusCode(200).extract().path("expires_at");
        assertTrue(Instant.parse(end).isBefore(Instant.now().plusSeconds(61)), end);
        older(Duration.ofMinutes(1));
        refresh(token).statusCode(401).body("code", equalTo("passport_expired"));
        issue(Map.of()).statusCode(201);
    }

    /// C6: what is said of an agent holds for passports that are bound to a key, too.
    @Test
    void a_key_is_no_way_past_what_is_said_of_the_agent() {
        limit("agent", 600);
        DpopKey key = DpopKey.fresh();
        String token =
                issue(Map.of("dpop_jkt", key.thumbprint())).statusCode(201).extract().path("token");
        bound(key, token).statusCode(200);
        older(Duration.ofMinutes(10));
        bound(key, token).statusCode(401).body("code", equalTo("passport_expired"));
    }

    private ValidatableResponse bound(DpopKey key, String token) {
        String path = House.API + "/passports/refresh";
        return House.patient()
                .contentType("application/json")
                .header(
                        "DPoP",
                        key.proof("POST", house.world().issuer() + path).token(token).sign())
                .body(Map.of("token", token))
                .post(path)
                .then();
    }

    /// C4: the least of all that is said counts, and an owner does not loosen what an operator
    /// said.
    @Test
    void nobody_widens_it_from_below() {
        limit("agent", 600);
        limit("workspace", 3600);
        issue(Map.of("ttl_seconds", 601)).statusCode(400);
        limit("workspace", 300);
        issue(Map.of("ttl_seconds", 301)).statusCode(400);
        house.as(member)
                .body(Map.of("line_seconds", 601))
                .patch("/agents/" + agent)
                .then()
                .statusCode(403);
        house.as(member)
                .body(Map.of("line_seconds", 120))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200)
                .body("line_seconds", equalTo(120));
        house.as(Role.MEMBER)
                .body(Map.of("line_seconds", 60))
                .patch("/workspaces/" + house.workspace())
                .then()
                .statusCode(403);
        for (int wrong : List.of(0, 59, 2_592_001)) {
            house.owner()
                    .body(Map.of("line_seconds", wrong))
                    .patch("/agents/" + agent)
                    .then()
                    .statusCode(400);
        }
    }

    /// C6: what was said of an agent or of everybody is taken back, by whoever may loosen it, and
    /// never together with another number.
    @ParameterizedTest
    @ValueSource(strings = {"agent", "workspace"})
    void it_is_lifted_again(String whose) {
        limit(whose, 300);
        issue(Map.of("ttl_seconds", 301)).statusCode(400);
        String path =
                whose.equals("agent") ? "/agents/" + agent : "/workspaces/" + house.workspace();
        var lifted = Map.of("unlimited_line", true);
        house.as(member).body(lifted).patch(path).then().statusCode(403);
        house.owner()
                .body(Map.of("unlimited_line", true, "line_seconds", 60))
                .patch(path)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/unlimited_line"));
        house.owner()
                .body(lifted)
                .patch(path)
                .then()
                .statusCode(200)
                .body("line_seconds", nullValue());
        issue(Map.of("ttl_seconds", 301)).statusCode(201);
    }

    /// C6: an agent is registered with it, and never with more than its template has.
    @Test
    void an_agent_begins_with_it() {
        String template = template();
        house.owner()
                .body(Map.of("line_seconds", 300))
                .put("/agent-limits/" + template)
                .then()
                .statusCode(200);
        made(Map.of("name", "loose")).statusCode(201).body("line_seconds", nullValue());
        made(Map.of("name", "short", "line_seconds", 59)).statusCode(400);
        made(Map.of("name", "plain", "line_seconds", 600))
                .statusCode(201)
                .body("line_seconds", equalTo(600));
        made(Map.of("name", "wide", "template_id", template, "line_seconds", 301))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/line_seconds"));
        made(Map.of("name", "as-it", "template_id", template))
                .statusCode(201)
                .body("line_seconds", equalTo(300));
        String narrow =
                made(Map.of("name", "narrow", "template_id", template, "line_seconds", 120))
                        .statusCode(201)
                        .extract()
                        .path("id");
        house.owner()
                .body(Map.of("agent_id", narrow, "ttl_seconds", 121))
                .post("/passports")
                .then()
                .statusCode(400);
        house.owner().get("/agents/" + narrow).then().body("line_seconds", equalTo(120));
    }

    private ValidatableResponse made(Map<String, ?> agent) {
        return house.owner().body(agent).post("/agents").then();
    }
}
