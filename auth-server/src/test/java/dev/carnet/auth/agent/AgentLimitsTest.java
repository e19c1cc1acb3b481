package dev.carnet.auth.agent;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Patience;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What the agents of a template may have at most.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AgentLimitsTest {

    private static final Map<String, Object> CARNET =
            Map.of("id", "carnet", "scopes", List.of("read"));

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);
    private final String template = template(agent);

    private String template(String... agents) {
        String id = Ids.fresh("atp");
        house.world()
                .write(
                        """
                        INSERT INTO gateway.agent_template
                            (workspace_id, template_id, name, agents, created_at)
                        VALUES (?, ?, 'Sorters', string_to_array(?, ','), now())
                        """,
                        house.workspace(),
                        id,
                        String.join(",", agents));
        return id;
    }

    private ValidatableResponse limit(Map<String, ?> limits) {
        return house.owner().body(limits).put("/agent-limits/" + template).then();
    }

    private ValidatableResponse issue(Object... more) {
        var asked = new HashMap<String, Object>(Map.of("agent_id", agent));
        for (int i = 0; i < more.length; i += 2) {
            asked.put((String) more[i], more[i + 1]);
        }
        return house.as(member).body(asked).post("/passports").then();
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    /// C4, D4: the template's limits hold for its agents, whatever each is registered with.
    @Test
    void passports_are_within_the_limits_of_the_template() {
        limit(
                        Map.of(
                                "services",
                                List.of(CARNET),
                                "scopes",
                                List.of("carnet:read"),
                                "ttl_seconds",
                                120))
                .statusCode(200)
                .body("services[0].name", equalTo("carnet"));
        issue().statusCode(201)
                .body("mandate.services.size()", equalTo(1))
                .body("mandate.services[0].id", equalTo("carnet"))
                .body("scopes", equalTo(List.of("carnet:read")));
        issue("scopes", List.of("carnet:write")).statusCode(400);
        issue("ttl_seconds", 121)
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/ttl_seconds"));
        issue("ttl_seconds", 120).statusCode(201);
        house.owner().get("/agent-limits/" + template).then().body("ttl_seconds", equalTo(120));
    }

    /// C3: a template can have its agents watched.
    @Test
    void agents_of_a_watched_template_say_what_they_are_up_to() {
        limit(Map.of("mode", "enforced", "checkpoint_interval_seconds", 90)).statusCode(200);
        issue().statusCode(400).body("code", equalTo("accountability_required"));
        var intent = Map.of("summary", "sort");
        issue("intent", intent)
                .statusCode(201)
                .body("mandate.mode", equalTo("enforced"))
                .body("mandate.checkpoint_interval_seconds", equalTo(90));
        issue("intent", intent, "checkpoint_interval_seconds", 91)
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/checkpoint_interval_seconds"));
    }

    @Test
    void a_change_ends_what_the_agents_have_and_lifting_gives_more() {
        String wide = issue().statusCode(201).extract().path("token");
        limit(Map.of("services", List.of(CARNET))).statusCode(200);
        post("/verify", Map.of("token", wide)).body("active", equalTo(false));
        String narrow = issue().statusCode(201).extract().path("token");
        post("/refresh", Map.of("token", narrow)).statusCode(200);
        house.owner().delete("/agent-limits/" + template).then().statusCode(200);
        issue().statusCode(201).body("mandate.services", nullValue());
        house.owner().get("/agent-limits/" + template).then().statusCode(404);
    }

    /// C6: who joins a template does not go on with more than it lets them have.
    @Test
    void who_joins_a_template_later_renews_nothing_wider() {
        limit(Map.of("services", List.of(CARNET))).statusCode(200);
        String other = house.world().agent(house.workspace(), member);
        String wide =
                house.as(member)
                        .body(Map.of("agent_id", other))
                        .post("/passports")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        joins(other);
        post("/refresh", Map.of("token", wide))
                .statusCode(401)
                .body("code", equalTo("passport_revoked"));
    }

    /// C6: nor goes on for longer, or without a report for longer, than it lets them.
    @Test
    void who_joins_a_template_later_renews_for_no_longer() {
        limit(Map.of("checkpoint_interval_seconds", 90, "ttl_seconds", 120)).statusCode(200);
        String other = house.world().agent(house.workspace(), member);
        String plain = token(other, "standard");
        String logged = token(other, "logged");
        String enforced = token(other, "enforced");
        joins(other);
        assertEquals(120, life(renewed(plain).body("mandate.mode", equalTo("standard"))));
        assertEquals(
                120,
                life(renewed(logged).body("mandate.checkpoint_interval_seconds", equalTo(90))));
        long untilReport =
                life(renewed(enforced).body("mandate.checkpoint_interval_seconds", equalTo(90)));
        assertTrue(untilReport <= 90, untilReport + " s");
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line SET checked_at = checked_at - interval '2 minutes'
                        WHERE agent_id = ?
                        """,
                        other);
        post("/refresh", Map.of("token", enforced))
                .statusCode(409)
                .body("code", equalTo("checkpoint_required"));
    }

    private String token(String whose, String mode) {
        return house.as(member)
                .body(Map.of("agent_id", whose, "mode", mode, "intent", Map.of("summary", "sort")))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private void joins(String whom) {
        house.world()
                .write(
                        "UPDATE gateway.agent_template SET agents = agents || ? WHERE template_id = ?",
                        whom,
                        template);
    }

    private static ValidatableResponse renewed(String token) {
        return post("/refresh", Map.of("token", token)).statusCode(200);
    }

    private static long life(ValidatableResponse passport) {
        var json = passport.extract();
        return Duration.between(
                        Instant.parse(json.path("issued_at")),
                        Instant.parse(json.path("expires_at")))
                .toSeconds();
    }

    /// H3: what was done with more than an agent may have by now is reported and looked at all the
    /// same.
    @Test
    void who_joins_a_template_later_hands_in_what_is_wider() {
        limit(Map.of("services", List.of(CARNET), "on_info", "notify")).statusCode(200);
        String other = house.world().agent(house.workspace(), member);
        String wide = token(other, "logged");
        joins(other);
        var report =
                Map.of(
                        "token",
                        wide,
                        "services_used",
                        List.of("mail"),
                        "actions_count",
                        1,
                        "summary",
                        "sorted");
        post("/checkpoint", report).statusCode(401).body("code", equalTo("passport_revoked"));
        String review =
                post("/checkout", report)
                        .statusCode(200)
                        .body("outcome", equalTo("flagged"))
                        .body("findings.kind", hasItem("unseen_service"))
                        .body("passport", nullValue())
                        .extract()
                        .path("review_id");
        house.owner()
                .get("/reviews?state=pending")
                .then()
                .body("items.id", equalTo(List.of(review)));
        post("/checkout", report).statusCode(401);
    }

    /// C4: of two who edit the same limits at once the second is told, and overwrites nothing.
    @Test
    void an_edit_of_limits_that_change_meanwhile_is_refused() throws SQLException {
        edit("\"1\"", 100).statusCode(412);
        edit("\"0\"", 110).statusCode(200).header("ETag", "\"1\"");
        edit("\"0\"", 120).statusCode(412);
        edit("\"1\"", 130).statusCode(200).header("ETag", "\"2\"");
        try (var threads = Executors.newFixedThreadPool(1);
                Connection other = house.world().owner().getConnection()) {
            editElsewhere(other);
            var late = CompletableFuture.supplyAsync(() -> edit("\"2\"", 140).extract(), threads);
            assertEquals(1L, Patience.ask(this::waiting, count -> count < 1));
            other.commit();
            assertEquals(412, late.join().statusCode());
        }
        house.owner().get("/agent-limits/" + template).then().body("ttl_seconds", equalTo(600));
    }

    private ValidatableResponse edit(String version, int seconds) {
        return house.owner()
                .header("If-Match", version)
                .body(Map.of("ttl_seconds", seconds))
                .put("/agent-limits/" + template)
                .then();
    }

    private void editElsewhere(Connection other) throws SQLException {
        other.setAutoCommit(false);
        try (var edit =
                other.prepareStatement(
                        """
                        UPDATE auth.agent_limit SET ttl_seconds = 600, version = version + 1
                        WHERE template_id = ?
                        """)) {
            edit.setString(1, template);
            edit.execute();
        }
    }

    private long waiting() {
        return (Long)
                house.world()
                        .read(
                                """
                                SELECT count(*) FROM pg_stat_activity WHERE usename = 'carnet_auth'
                                    AND datname = current_database() AND wait_event_type = 'Lock'
                                """);
    }

    @Test
    void only_admins_set_limits_and_only_of_templates_that_are_there() {
        house.as(member).body(Map.of()).put("/agent-limits/" + template).then().statusCode(403);
        house.owner().body(Map.of()).put("/agent-limits/atp_none").then().statusCode(404);
        limit(Map.of("mode", "lax")).statusCode(400);
        limit(Map.of("on_info", "shout")).statusCode(400);
        limit(Map.of("services", List.of(Map.of("id", "nothing")))).statusCode(400);
    }

    /// (G1) of the agent's own word and its templates' the strictest counts, by severity.
    @Test
    void what_becomes_of_an_agent_is_the_strictest_word() {
        assertEquals("none notify block", steps());
        limit(Map.of("on_info", "notify", "on_warning", "revoke", "on_critical", "notify"))
                .statusCode(200);
        assertEquals("notify revoke block", steps());
        house.as(member)
                .body(Map.of("on_info", "block", "on_critical", "none"))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200)
                .body("on_info", equalTo("block"))
                .body("on_critical", equalTo("none"));
        assertEquals("block revoke notify", steps());
    }

    private Object steps() {
        return house.world()
                .read(
                        """
                        SELECT auth.escalation(?, ?, 'info') || ' '
                            || auth.escalation(?, ?, 'warning') || ' '
                            || auth.escalation(?, ?, 'critical')
                        """,
                        house.workspace(),
                        agent,
                        house.workspace(),
                        agent,
                        house.workspace(),
                        agent);
    }
}
