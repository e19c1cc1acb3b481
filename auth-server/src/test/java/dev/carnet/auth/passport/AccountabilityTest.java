package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.journey.Patience;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Renewing, reporting, handing in; and who looks at it.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AccountabilityTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);

    private String token(String mode) {
        Map<String, Object> asked = new HashMap<>();
        asked.put("agent_id", agent);
        asked.put("mode", mode);
        asked.put("intent", Map.of("summary", "sum up"));
        return house.as(member)
                .body(asked)
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    private ValidatableResponse refresh(String token) {
        return post("/refresh", Map.of("token", token));
    }

    private ValidatableResponse report(String path, String token, String... services) {
        return post(
                path,
                Map.of(
                        "token",
                        token,
                        "services_used",
                        List.of(services),
                        "actions_count",
                        0,
                        "summary",
                        "did it"));
    }

    private ValidatableResponse verify(String token) {
        return post("/verify", Map.of("token", token));
    }

    /// C6: the next passport has the session and the line of the one before.
    @Test
    void a_renewed_passport_keeps_its_session_and_its_place() {
        String root = token("standard");
        String child =
                post("/delegate", Map.of("token", root, "passport", Map.of("agent_id", agent)))
                        .extract()
                        .path("token");
        var before = verify(child).extract();
        var next = refresh(child).statusCode(200).extract();
        verify(next.path("token"))
                .body("active", equalTo(true))
                .body("session", equalTo(before.path("session")))
                .body("mandate.parent", equalTo(before.path("mandate.parent")))
                .body("mandate.line", equalTo(before.path("jti")))
                .body("jti", not(equalTo(before.path("jti"))));
        verify(child).body("active", equalTo(true));
    }

    /// C6: what was taken away is not renewed, whichever passport of the line was named.
    @Test
    void a_revoked_passport_is_not_renewed() {
        String first = token("standard");
        String second = refresh(first).extract().path("token");
        house.as(member)
                .body(Map.of("type", "passport", "id", verify(second).extract().path("jti")))
                .post("/revocations")
                .then()
                .statusCode(200)
                .body("counts.passports", equalTo(2));
        verify(first).body("active", equalTo(false));
        refresh(first).statusCode(401).body("code", equalTo("passport_revoked"));
        refresh(second).statusCode(401);
        refresh("a.b.c").statusCode(401).body("code", equalTo("invalid_token"));
    }

    /// C6: a passport that has expired is renewed for a day, if no checkpoint was missed.
    @ParameterizedTest
    @CsvSource({"STANDARD, 3600, 200", "STANDARD, 90000, 401", "ENFORCED, 60, 401"})
    void an_expired_passport_is_renewed_for_a_day(Mode mode, long ago, int status) {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var claims =
                house.world()
                        .claims(house.workspace(), member)
                        .passport(agent, member)
                        .scopes(Set.of(Scope.READ))
                        .mandate(
                                new Mandate(
                                        mode,
                                        Optional.empty(),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of()))
                        .lives(now.minusSeconds(ago + 900), now.minusSeconds(ago));
        String jti = claims.build().jti();
        house.world()
                .write(
                        """
                        INSERT INTO auth.passport_line (workspace_id, line, agent_id, owner_id,
                            passport_session, mode, life_seconds, began_at, seen_at, checked_at)
                        VALUES (?, ?, ?, ?, 'pss_x', ?, 900, now(), now(), now())
                        """,
                        house.workspace(),
                        jti,
                        agent,
                        member,
                        mode.wire());
        refresh(house.world().token(claims)).statusCode(status);
    }

    /// H2: a checkpoint gives the next passport; renewing does not put the next one off.
    @Test
    void a_checkpoint_has_the_agent_go_on() {
        house.world()
                .write(
                        """
                        INSERT INTO watch.detector_setting
                          (workspace_id, detector, version, enabled, made_by, made_at)
                        VALUES (?, 'checkpoint_silence', 1, false, 'x', now())
                        """,
                        house.workspace());
        String token = token("enforced");
        String next =
                report("/checkpoint", token)
                        .statusCode(200)
                        .body("outcome", equalTo("clean"))
                        .body("calls_seen", equalTo(0))
                        .extract()
                        .path("passport.token");
        verify(next).body("active", equalTo(true)).body("mandate.mode", equalTo("enforced"));
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line SET checked_at = checked_at - interval '6 minutes'
                        WHERE agent_id = ?
                        """,
                        agent);
        refresh(next).statusCode(409).body("code", equalTo("checkpoint_required"));
        report("/checkpoint", next).statusCode(200);
    }

    @Test
    void a_passport_that_is_not_watched_reports_nothing() {
        report("/checkpoint", token("standard"))
                .statusCode(404)
                .body("code", equalTo("checkpoint_not_available"));
    }

    /// H3: who did what they said is clean, and the passport ends with the report.
    @Test
    void a_clean_checkout_ends_the_passport() {
        String token = token("enforced");
        report("/checkout", token)
                .statusCode(200)
                .body("outcome", equalTo("clean"))
                .body("findings.size()", equalTo(0));
        verify(token).body("active", equalTo(false));
        refresh(token).statusCode(401);
        report("/checkout", token).statusCode(401);
    }

    /// H3: a checkpoint ends all that the agent has where that is what becomes of such findings,
    /// and nobody is blocked by it; where nothing does, it is clean.
    @Test
    void what_becomes_of_a_finding_is_set_by_severity() {
        steps("on_warning", "revoke");
        String beside = token("logged");
        String ended = token("logged");
        seen(ended, "mail");
        report("/checkpoint", ended, "mail")
                .statusCode(200)
                .body("outcome", equalTo("flagged"))
                .body("passport", nullValue());
        verify(ended).body("active", equalTo(false));
        verify(beside).body("active", equalTo(false));
        refresh(beside).statusCode(401).body("code", equalTo("passport_revoked"));
        String next = token("logged");
        verify(next).body("active", equalTo(true));
        seen(next, "mail");
        steps("on_warning", "none");
        report("/checkpoint", next, "mail").body("outcome", equalTo("clean"));
    }

    private void steps(String severity, String step) {
        house.as(member)
                .body(Map.of(severity, step))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200);
    }

    /// H1, H3, H4: the gateway saw a service that nobody declared: noted where the agent is logged,
    /// and blocked where the mode is enforced, until somebody decides.
    @Test
    void what_the_gateway_saw_decides_and_not_what_the_agent_says() {
        String logged = token("logged");
        seen(logged, "mail");
        report("/checkout", logged)
                .statusCode(200)
                .body("outcome", equalTo("flagged"))
                .body("calls_seen", equalTo(1))
                .body("findings.kind", hasItem("undeclared_service"))
                .body("findings.kind", hasItem("unreported_service"));
        assertEquals(
                List.of("report_flagged", "undeclared_service"),
                house.world()
                        .strings(
                                "SELECT kind FROM watch.security_event WHERE agent_id = ? ORDER BY 1",
                                agent));
        String enforced = token("enforced");
        seen(enforced, "mail");
        report("/checkout", enforced, "mail").body("outcome", equalTo("blocked"));
        house.as(member)
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(403)
                .body("code", equalTo("passport_blocked"));
        var pending =
                house.as(Role.OPERATOR)
                        .get("/reviews?state=pending")
                        .then()
                        .statusCode(200)
                        .body("items.size()", equalTo(2))
                        .extract();
        List<String> ids = pending.path("items.id");
        decide(ids.getFirst(), "accept").statusCode(200).body("decision", equalTo("accept"));
        decide(ids.getFirst(), "block").statusCode(409);
        token("logged");
        decide(ids.getLast(), "block").statusCode(200);
        house.as(member).body(Map.of("agent_id", agent)).post("/passports").then().statusCode(403);
        house.as(member)
                .body(Map.of("version", 1, "decision", "accept"))
                .post("/reviews/" + ids.getLast() + "/decision")
                .then()
                .statusCode(403);
        new House()
                .owner()
                .body(Map.of("version", 1, "decision", "accept"))
                .post("/reviews/" + ids.getLast() + "/decision")
                .then()
                .statusCode(404);
        house.as(Role.AUDITOR)
                .get("/reviews?state=pending")
                .then()
                .body("items.size()", equalTo(0));
    }

    /// H4: of two reports of one agent that each block it, the second waits for the first before it
    /// holds anything the first still needs.
    @Test
    void of_two_reports_that_block_an_agent_the_second_waits() throws SQLException {
        var tokens = List.of(token("enforced"), token("enforced"));
        tokens.forEach(token -> seen(token, "mail"));
        try (var threads = Executors.newFixedThreadPool(2);
                Connection other = house.world().owner().getConnection()) {
            holdLines(other);
            var reports =
                    tokens.stream()
                            .map(token ->
                                    CompletableFuture.supplyAsync(
                                            () -> report("/checkout", token, "mail"), threads))
                            .toList();
            assertEquals(2L, Patience.ask(this::waiting, count -> count < 2));
            other.rollback();
            var answers =
                    reports.stream()
                            .map(CompletableFuture::join)
                            .sorted(Comparator.comparingInt(one -> one.extract().statusCode()))
                            .toList();
            answers.getFirst().statusCode(200).body("outcome", equalTo("blocked"));
            answers.getLast().statusCode(403).body("code", equalTo("passport_blocked"));
        }
    }

    private void holdLines(Connection other) throws SQLException {
        other.setAutoCommit(false);
        try (var lines =
                other.prepareStatement(
                        "SELECT line FROM auth.passport_line WHERE agent_id = ? FOR UPDATE")) {
            lines.setString(1, agent);
            lines.execute();
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

    private ValidatableResponse decide(String review, String decision) {
        Object version =
                house.world().read("SELECT version FROM auth.review WHERE review_id = ?", review);
        return decide(review, version, decision);
    }

    private ValidatableResponse decide(String review, Object version, String decision) {
        return house.as(Role.OPERATOR)
                .body(Map.of("version", version, "decision", decision))
                .post("/reviews/" + review + "/decision")
                .then();
    }

    /// H4: what is odd at a checkpoint waits for somebody, who is told, while the agent goes on;
    /// what they accepted is looked at again when the line ends.
    @Test
    void what_is_odd_at_a_checkpoint_waits_for_somebody() {
        String token = token("logged");
        seen(token, "mail");
        var reported = report("/checkpoint", token, "mail").body("outcome", equalTo("flagged"));
        String review = reported.extract().path("review_id");
        String next = reported.extract().path("passport.token");
        assertEquals(List.of(review), pending());
        assertEquals(List.of("report_flagged"), told());
        next =
                report("/checkpoint", next, "mail")
                        .body("review_id", equalTo(review))
                        .extract()
                        .path("passport.token");
        assertEquals(List.of("report_flagged"), told(), "once for each kind of report");
        decide(review, "accept").statusCode(200);
        next =
                report("/checkpoint", next, "mail")
                        .body("outcome", equalTo("flagged"))
                        .body("review_id", nullValue())
                        .extract()
                        .path("passport.token");
        assertEquals(List.of(), pending());
        report("/checkout", next, "mail").body("review_id", equalTo(review));
        assertEquals(List.of(review), pending());
        assertEquals(List.of("report_flagged", "report_flagged"), told());
    }

    private List<String> pending() {
        return house.owner().get("/reviews?state=pending").then().extract().path("items.id");
    }

    private List<String> told() {
        return house.world()
                .strings(
                        "SELECT kind FROM watch.security_event WHERE agent_id = ? AND kind = ?",
                        agent,
                        "report_flagged");
    }

    /// H3: agents that were sent and are not named, and agents that are named and were not sent;
    /// calls that nobody saw; and what a constraint of a service refused.
    @Test
    void delegations_and_calls_are_compared_both_ways() {
        String token = token("logged");
        String other = house.world().agent(house.workspace(), member);
        post(
                        "/delegate",
                        Map.of(
                                "token",
                                token,
                                "passport",
                                Map.of("agent_id", other, "intent", Map.of("summary", "help"))))
                .statusCode(201);
        seen(token, "mail");
        seen(
                token,
                "tool.call.end",
                "x",
                "{\"event\":{\"srv\":\"mail\",\"why\":\"constraint:mail/to\"}}");
        Map<String, Object> said = new HashMap<>();
        said.put("token", token);
        said.put("services_used", List.of("mail"));
        said.put("actions_count", 9);
        said.put("summary", "did it");
        post("/checkpoint", said)
                .statusCode(200)
                .body("findings.kind", hasItem("unreported_delegation"))
                .body("findings.kind", hasItem("unseen_calls"))
                .body("findings.kind", hasItem("outside_passport"));
        said.put("delegated_to", List.of(other, agent));
        said.put("actions_count", 1);
        post("/checkpoint", said)
                .statusCode(200)
                .body("findings.kind", not(hasItem("unreported_delegation")))
                .body("findings.kind", not(hasItem("unseen_calls")))
                .body("findings.find { it.kind == 'unseen_delegation' }.detail", equalTo(agent));
    }

    /// Writes what the gateway would have recorded of a call. H3: reports made by Carnet's own
    /// tools are not counted; a server's tool of that name is.
    @Test
    void a_report_is_no_call_that_has_to_be_reported() {
        String token = token("logged");
        seen(token, "checkpoint", "{\"event\":{\"tool\":\"checkpoint\"}}");
        seen(token, "checkout", "{\"event\":{\"srv\":\"mail\"}}");
        report("/checkpoint", token).statusCode(200).body("calls_seen", equalTo(1));
    }

    private void seen(String token, String service) {
        seen(token, service + "_x", "{\"event\":{\"srv\":\"" + service + "\"}}");
    }

    private void seen(String token, String tool, String line) {
        seen(token, "tool.call.begin", tool, line);
    }

    private void seen(String token, String act, String tool, String line) {
        String jti = verify(token).extract().path("jti");
        Object log =
                house.world()
                        .read(
                                "SELECT log_id FROM audit.log WHERE workspace_id = ?",
                                house.workspace());
        long seq = 1_000_000 + System.nanoTime() % 1_000_000_000;
        house.world()
                .write(
                        """
                        INSERT INTO audit.index (log_id, seq, time, eid, act, jti, tool)
                        VALUES (?, ?, now(), gen_random_uuid(), ?, ?, ?)
                        """,
                        log,
                        seq,
                        act,
                        jti,
                        tool);
        house.world()
                .write(
                        """
                        INSERT INTO audit.entry (part, log_id, seq, leaf, data)
                        VALUES (date_trunc('month', now())::date, ?, ?, '', convert_to(?, 'UTF8'))
                        """,
                        log,
                        seq,
                        line);
    }

    /// E2, E1: whichever node of a random tree is revoked, exactly what hangs below it ends.
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void revoking_any_node_ends_exactly_its_subtree(long seed) {
        var random = new Random(seed);
        var tokens = new ArrayList<>(List.of(token("standard")));
        var parents = new ArrayList<>(List.of(-1));
        var depths = new ArrayList<>(List.of(0));
        while (tokens.size() < 8) {
            int parent = random.nextInt(tokens.size());
            if (depths.get(parent) < Mandate.DEEPEST) {
                tokens.add(
                        post(
                                        "/delegate",
                                        Map.of(
                                                "token", tokens.get(parent),
                                                "passport", Map.of("agent_id", agent)))
                                .statusCode(201)
                                .extract()
                                .path("token"));
                parents.add(parent);
                depths.add(depths.get(parent) + 1);
            }
        }
        int revoked = random.nextInt(tokens.size());
        house.as(member)
                .body(
                        Map.of(
                                "type",
                                "passport",
                                "id",
                                verify(tokens.get(revoked)).extract().path("jti")))
                .post("/revocations")
                .then()
                .statusCode(200);
        Set<Integer> dead = new HashSet<>(Set.of(revoked));
        for (int i = 0; i < tokens.size(); i++) {
            if (dead.contains(parents.get(i))) {
                dead.add(i);
            }
            boolean active = verify(tokens.get(i)).extract().path("active");
            assertEquals(!dead.contains(i), active, "seed " + seed + ", node " + i);
        }
    }
}
