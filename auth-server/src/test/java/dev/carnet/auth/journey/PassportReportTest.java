package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What became of a passport: as JSON, and as a page.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class PassportReportTest {

    private static final AtomicLong NUMBERS = new AtomicLong(5_000_000_000L);

    private final House house = new House();
    private final World world = house.world();
    private final Somebody owner = People.member(house.workspace(), Role.MEMBER);
    private final String agent = world.agent(house.workspace(), owner.id());

    @BeforeEach
    void forget_attempts() {
        world.write("DELETE FROM auth.attempt");
    }

    /// F9: every call of the passport and of what it was renewed into, with times, decision,
    /// outcome and flags; beside it what the agent reported, and where the two disagree.
    @Test
    void lists_every_call_beside_what_the_agent_reported() {
        String token = issue("enforced");
        String first = jti(token);
        call(first, "mail__send", "mail", "ok", 41);
        String renewed = post("/refresh", Map.of("token", token)).extract().path("token");
        String second = jti(renewed);
        String flagged = call(second, "bank__pay", "bank", "tool_error", 7);
        refused(second, "bank__close", "outside_passport");
        event(second, flagged);
        checkout(renewed).body("outcome", equalTo("blocked"));
        for (String id : List.of(first, second)) {
            report(owner.id(), id, "")
                    .statusCode(200)
                    .body("passport.line", equalTo(first))
                    .body("passport.passports", equalTo(2))
                    .body("passport.state", equalTo("closed"))
                    .body("passport.outcome", equalTo("blocked"))
                    .body("passport.intent", equalTo("sum up"))
                    .body("passport.review_id", notNullValue())
                    .body("seen.calls", equalTo(2))
                    .body("seen.ok", equalTo(1))
                    .body("seen.failed", equalTo(1))
                    .body("seen.denied", equalTo(1))
                    .body("calls.items.tool", contains("bank__close", "bank__pay", "mail__send"))
                    .body("calls.items.jti", contains(second, second, first))
                    .body("calls.items.decision", contains("deny", "permit", "permit"))
                    .body("calls.items.outcome", contains("denied", "tool_error", "ok"))
                    .body("calls.items[0].reason", equalTo("outside_passport"))
                    .body("calls.items[0].duration_ms", nullValue())
                    .body("calls.items[1].duration_ms", equalTo(7))
                    .body("calls.items[1].server", equalTo("bank"))
                    .body(
                            "calls.items.flags",
                            contains(List.of("denied"), List.of("burst"), List.of()))
                    .body("events.kind", hasItem("burst"))
                    .body("reports[0].kind", equalTo("checkout"))
                    .body("reports[0].actions_count", equalTo(1))
                    .body("reports[0].calls_seen", equalTo(2))
                    .body("reports[0].findings.kind", hasItem("undeclared_service"))
                    .body("reports[0].findings.kind", hasItem("uncounted_calls"))
                    .body("reports[0].findings.kind", hasItem("outside_passport"));
        }
    }

    /// F9: a call that has not ended is running; long reports come in pages, and a cursor counts
    /// for its own passport only.
    @Test
    void comes_in_pages() {
        String jti = jti(issue("standard"));
        for (int i = 0; i < 5; i++) {
            begin(jti, "tool_" + i, "mail");
        }
        String cursor =
                report(owner.id(), jti, "?limit=3")
                        .statusCode(200)
                        .body("calls.items.tool", contains("tool_4", "tool_3", "tool_2"))
                        .body("calls.items[0].outcome", equalTo("running"))
                        .extract()
                        .path("calls.next_cursor");
        report(owner.id(), jti, "?limit=3&cursor=" + cursor)
                .body("calls.items.tool", contains("tool_1", "tool_0"))
                .body("calls.next_cursor", nullValue())
                .body("seen.calls", equalTo(5));
        report(owner.id(), jti(issue("standard")), "?cursor=" + cursor)
                .statusCode(400)
                .body("code", equalTo("invalid_cursor"));
    }

    /// F9: what was delegated is named, and has a report of its own.
    @Test
    void names_what_was_delegated() {
        String token = issue("standard");
        String child =
                jti(
                        post(
                                        "/delegate",
                                        Map.of(
                                                "token",
                                                token,
                                                "passport",
                                                Map.of("agent_id", agent)))
                                .statusCode(201)
                                .extract()
                                .path("token"));
        call(child, "mail__send", "mail", "ok", 1);
        report(owner.id(), jti(token), "")
                .body("delegated.line", contains(child))
                .body("delegated[0].agent_id", equalTo(agent))
                .body("calls.items", hasSize(0));
        report(owner.id(), child, "")
                .body("passport.parent", equalTo(jti(token)))
                .body("calls.items", hasSize(1));
    }

    /// F9: members see reports about their own agents, auditors all of their workspace, and nobody
    /// those of another.
    @Test
    void is_for_who_answers_for_the_agent_and_for_auditors() {
        String jti = jti(issue("standard"));
        report(house.person(Role.MEMBER), jti, "").statusCode(404);
        report(house.person(Role.AUDITOR), jti, "").statusCode(200);
        report(house.person(Role.AUDITOR), "jti_nothing", "").statusCode(404);
        new House().owner().get("/passports/" + jti + "/report").then().statusCode(404);
    }

    /// F9: the same for people, without script, and with nothing in it that is markup.
    @Test
    void a_person_reads_it_on_a_page() {
        String token = issue("enforced");
        String jti = jti(token);
        call(jti, "bank__pay", "bank", "ok", 41);
        checkout(token);
        String path = "/passports/" + jti;
        Browser browser = new Browser(world.issuer());
        Page first = browser.get(path);
        Page form = browser.get(first.location().orElseThrow());
        browser.signIn(form, owner.email(), People.PASSWORD);
        String page = browser.get(path).body();
        for (String text :
                new String[] {
                    "sum up",
                    "bank__pay",
                    "41 ms",
                    "1 calls: 1 went well",
                    "Its word: 1 calls. The gateway saw 1 by then.",
                    "critical: undeclared service, bank: 1 calls",
                    "&lt;b&gt;did it&lt;/b&gt;",
                    "waits for a decision"
                }) {
            assertTrue(page.contains(text), text + " in " + page);
        }
        assertFalse(page.contains("<script"));
        String list = browser.get("/passports").body();
        assertTrue(list.contains("href=\"" + path) || list.contains(path + "\""), list);
        String full = browser.get("/passports/" + eventful(owner.id())).body();
        for (String text :
                new String[] {"Many calls", "tool error", "outside passport", "Delegated to"}) {
            assertTrue(full.contains(text), text + " in " + full);
        }
        String others = issued(new House());
        assertEquals(404, browser.get("/passports/" + others).status());
        assertFalse(browser.get("/passports").body().contains(others));
    }

    /// H3: what a report was flagged for waits for somebody else, is decided once, and blocks or
    /// frees the agent.
    @Test
    void somebody_else_decides_about_it_on_the_page() {
        String token = issue("enforced");
        String jti = jti(token);
        call(jti, "bank__pay", "bank", "ok", 41);
        checkout(token);
        String path = "/passports/" + jti;
        Somebody operator = People.member(house.workspace(), Role.OPERATOR);
        Browser deciding = signedIn(operator);
        String list = deciding.get("/passports").body();
        assertTrue(list.contains("Reports that wait for a decision"), list);
        assertTrue(list.contains("Look and decide"), list);
        Page page = deciding.get(path);
        assertTrue(page.body().contains("critical: undeclared service, bank: 1 calls"));
        Browser own = signedIn(owner);
        assertTrue(own.get(path).body().contains("an operator does"), "not who answers for it");
        assertFalse(own.get(path).body().contains("action=\"" + path + "/review"));
        var form = page.hidden(path + "/review");
        assertEquals(400, own.post(path + "/review", form).status());
        assertEquals(400, deciding.post(path + "/review", form).status());
        form.put("decision", "accept");
        form.put("note", "x".repeat(501));
        assertEquals(400, deciding.post(path + "/review", form).status());
        assertEquals("true", blocked());
        form.put("note", "looked at it");
        world.write("UPDATE auth.review SET version = version + 1 WHERE line = ?", jti);
        Page stale = deciding.post(path + "/review", form);
        assertEquals(409, stale.status());
        assertTrue(stale.body().contains("It changed meanwhile"), stale::body);
        form.putAll(deciding.get(path).hidden(path + "/review"));
        Page done = deciding.post(path + "/review", form);
        assertEquals(Optional.of(path), done.location(), done::body);
        assertEquals("false", blocked());
        assertTrue(deciding.get(path).body().contains("“looked at it”"));
        assertFalse(deciding.get("/passports").body().contains("Look and decide"));
        Page second = deciding.post(path + "/review", form);
        assertEquals(409, second.status());
        assertTrue(second.body().contains("Somebody has decided already."));
        assertTrue(Rows.acts(house.workspace()).contains("review.decide"));
    }

    /// H3: an operator decides about nothing that their own agent did, whoever made the form, nor a
    /// long time after they signed in, nor once they are none any more.
    @Test
    void nobody_decides_about_their_own_agent_or_without_the_role() {
        String token = issue("enforced");
        String jti = jti(token);
        call(jti, "bank__pay", "bank", "ok", 41);
        checkout(token);
        String path = "/passports/" + jti;
        Somebody operator = People.member(house.workspace(), Role.OPERATOR);
        Browser deciding = signedIn(operator);
        var form = deciding.get(path).hidden(path + "/review");
        form.put("decision", "block");
        world.write(
                "UPDATE auth.sign_in_session SET authenticated_at = now() - interval '1 hour'"
                        + " WHERE person_id = ?",
                operator.id());
        assertTrue(
                deciding.post(path + "/review", form)
                        .location()
                        .orElseThrow()
                        .startsWith("/signin?return=%2Fpassports%2F"));
        world.write("UPDATE auth.sign_in_session SET authenticated_at = now()");
        world.write("UPDATE auth.agent SET owner_id = ? WHERE agent_id = ?", operator.id(), agent);
        assertEquals(403, deciding.post(path + "/review", form).status());
        world.write("UPDATE auth.agent SET owner_id = ? WHERE agent_id = ?", owner.id(), agent);
        world.write("UPDATE auth.member SET role = 'member' WHERE person_id = ?", operator.id());
        assertEquals(403, deciding.post(path + "/review", form).status());
        world.write("UPDATE auth.member SET role = 'operator' WHERE person_id = ?", operator.id());
        assertEquals(303, deciding.post(path + "/review", form).status());
        assertEquals("true", blocked());
    }

    private Browser signedIn(Somebody person) {
        var browser = new Browser(world.issuer());
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        return browser;
    }

    private String blocked() {
        return Rows.string(
                "SELECT (blocked_at IS NOT NULL)::text FROM auth.agent WHERE agent_id = ?", agent);
    }

    /// A passport with everything that a report can say, seen by that person.
    static String eventful(String seer) {
        var one = new PassportReportTest();
        People.join(one.house.workspace(), seer, Role.AUDITOR);
        String token = one.issue("enforced");
        String jti = jti(token);
        String wide = "a_tool_with_a_name_that_is_as_long_as_the_names_of_tools_may_be__";
        one.event(jti, one.call(jti, wide, "bank", "tool_error", 12_345));
        one.refused(jti, "bank__close", "outside_passport");
        Map<String, Object> part =
                Map.of("agent_id", one.agent, "mode", "enforced", "intent", Map.of("summary", "x"));
        post("/delegate", Map.of("token", token, "passport", part)).statusCode(201);
        checkout(token);
        return jti;
    }

    private static String issued(House other) {
        String member = other.person(Role.MEMBER);
        String theirs = other.world().agent(other.workspace(), member);
        return other.as(member)
                .body(Map.of("agent_id", theirs))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("jti");
    }

    private ValidatableResponse report(String person, String id, String query) {
        return house.as(person).get("/passports/" + id + "/report" + query).then();
    }

    private String issue(String mode) {
        return house.as(owner.id())
                .body(
                        Map.of(
                                "agent_id",
                                agent,
                                "mode",
                                mode,
                                "intent",
                                Map.of("summary", "sum up")))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    private static String jti(String token) {
        return post("/verify", Map.of("token", token)).extract().path("jti");
    }

    private static ValidatableResponse checkout(String token) {
        return post(
                        "/checkout",
                        Map.of(
                                "token",
                                token,
                                "services_used",
                                List.of("bank"),
                                "actions_count",
                                1,
                                "summary",
                                "<b>did it</b>"))
                .statusCode(200);
    }

    /// A call as the gateway records it.
    private String call(String jti, String tool, String server, String out, int ms) {
        String eid = begin(jti, tool, server);
        entry(
                jti,
                "tool.call.end",
                out,
                "\"begin\":\"%s\",\"out\":\"%s\",\"ms\":\"%d\"".formatted(eid, out, ms));
        return eid;
    }

    private String begin(String jti, String tool, String server) {
        return entry(
                jti,
                "tool.call.begin",
                "",
                "\"type\":\"tool\",\"tool\":\"%s\",\"srv\":\"%s\",\"dec\":\"permit\""
                        .formatted(tool, server));
    }

    private void refused(String jti, String tool, String why) {
        entry(
                jti,
                "call.refused",
                "",
                "\"tool\":\"%s\",\"dec\":\"deny\",\"why\":\"%s\"".formatted(tool, why));
    }

    private String entry(String jti, String act, String out, String more) {
        Object log =
                world.read(
                        "SELECT log_id FROM audit.log WHERE workspace_id = ?", house.workspace());
        long seq = NUMBERS.incrementAndGet();
        String eid = UUID.randomUUID().toString();
        world.write(
                """
                INSERT INTO audit.index (log_id, seq, time, eid, act, jti, out)
                VALUES (?, ?, now(), ?::uuid, ?, ?, nullif(?, ''))
                """,
                log,
                seq,
                eid,
                act,
                jti,
                out);
        world.write(
                """
                INSERT INTO audit.entry (part, log_id, seq, leaf, data)
                VALUES (date_trunc('month', now())::date, ?, ?, '', convert_to(?, 'UTF8'))
                """,
                log,
                seq,
                "{\"event\":{\"act\":\"%s\",\"eid\":\"%s\",%s}}".formatted(act, eid, more));
        return eid;
    }

    private void event(String jti, String entry) {
        world.write(
                """
                INSERT INTO watch.security_event (workspace_id, id, kind, severity, message, entries,
                    passport_id, created_at)
                VALUES (?, ?, 'burst', 'warning', 'Many calls', ?::jsonb, ?, now())
                """,
                house.workspace(),
                Ids.fresh("sev"),
                "[{\"eid\":\"" + entry + "\"}]",
                jti);
    }
}
