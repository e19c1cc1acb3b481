package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The pages of agents, for those they answer to and those who run a workspace.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AgentsPageTest {

    private final World world = World.current();
    private final Somebody owner = People.member(Role.MEMBER);
    private final String workspace = owner.workspace();
    private final String list = "/agents?workspace=" + workspace;
    private final String agent = world.agent(workspace, owner.id());
    private final String one = "/agents/" + agent;

    @BeforeEach
    void forget_attempts() {
        world.write("DELETE FROM auth.attempt");
    }

    private Browser signedIn(Somebody person) {
        var browser = new Browser(world.issuer());
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        return browser;
    }

    private Page press(Browser browser, String act) {
        return browser.post(one + act, browser.get(one).hidden(one + act));
    }

    private String is(String condition) {
        return Rows.string(
                "SELECT (" + condition + ")::text FROM auth.agent WHERE agent_id = ?", agent);
    }

    private static void assertCounts(String token, boolean active) {
        House.patient()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post(House.API + "/passports/verify")
                .then()
                .statusCode(200)
                .body("active", equalTo(active));
    }

    @Test
    void makes_an_agent_and_gives_it_a_passport_that_is_shown_once() {
        Browser browser = signedIn(owner);
        var form = browser.get(list).hidden("/agents");
        form.put("name", "Not A Name");
        form.put("description", "<b>sums</b>");
        form.put("mode", "logged");
        form.put("template", "");
        Page wrong = browser.post("/agents", form);
        assertEquals(400, wrong.status());
        assertTrue(wrong.body().contains("name is 1 to 64 lower-case letters"), wrong::body);
        assertTrue(wrong.body().contains("value=\"&lt;b&gt;sums&lt;/b&gt;\""), "what was typed");
        form.put("name", "sums");
        String made = browser.post("/agents", form).location().orElseThrow();
        String page = browser.get(made).body();
        assertTrue(page.contains("&lt;b&gt;sums&lt;/b&gt;") && page.contains("logged"), page);
        assertTrue(Rows.acts(workspace).contains("agent.register"));
        var asked = browser.get(made).hidden(made + "/passport");
        assertEquals(400, browser.post(made + "/passport", asked).status(), "no intent");
        asked.put("intent", "sum up");
        Page issued = browser.post(made + "/passport", asked);
        String token = token(issued);
        assertCounts(token, true);
        assertFalse(browser.get(made).body().contains(token));
        assertTrue(browser.get(list).body().contains("<td>1</td>"), "one passport counts");
        assertTrue(Rows.acts(workspace).contains("passport.issue"));
    }

    private static String token(Page issued) {
        assertEquals(200, issued.status(), issued::body);
        return issued.body().replaceAll("(?s).*<pre class=\"arguments\">([^<]+)</pre>.*", "$1");
    }

    @Test
    void suspends_what_it_has_and_has_it_go_on() {
        Browser browser = signedIn(owner);
        String token = token(press(browser, "/passport"));
        world.write(
                """
                UPDATE auth.sign_in_session SET authenticated_at = now() - interval '1 hour'
                WHERE person_id = ?
                """,
                owner.id());
        assertEquals(Optional.of(one), press(browser, "/suspend").location());
        assertEquals("true", is("suspended_at IS NOT NULL"));
        assertCounts(token, false);
        assertFalse(browser.get(one).body().contains(one + "/passport"));
        Page first = press(browser, "/resume");
        assertTrue(first.location().orElseThrow().startsWith("/signin?return=%2Fagents%2F"));
        assertEquals("true", is("suspended_at IS NOT NULL"));
        Page form = browser.get(first.location().orElseThrow());
        browser.signIn(form, owner.email(), People.PASSWORD);
        assertEquals(Optional.of(one), press(browser, "/resume").location());
        assertEquals("false", is("suspended_at IS NOT NULL"));
        assertTrue(Rows.acts(workspace).containsAll(List.of("agent.suspend", "agent.resume")));
    }

    /// What was given to it on a page hangs on who gave it: a new password ends it, as it ends what
    /// programs may do, and so does leaving, whoever's agent it is.
    @Test
    void a_passport_of_a_page_ends_with_the_password_and_the_membership() {
        Browser browser = signedIn(owner);
        String token = token(press(browser, "/passport"));
        Somebody operator = People.member(workspace, Role.OPERATOR);
        String given = token(press(signedIn(operator), "/passport"));
        var form = browser.get("/account/password").hidden("/account/password");
        form.put("password", People.PASSWORD);
        form.put("new_password", "another horse battery");
        form.put("repeated", "another horse battery");
        form.put("programs", "on");
        assertEquals(303, browser.post("/account/password", form).status());
        assertCounts(token, false);
        assertEquals("passport_revoked", Issuers.standing(token));
        assertCounts(given, true);
        Issuers.as(People.member(workspace, Role.OWNER))
                .delete("/members/" + operator.id())
                .then()
                .statusCode(200);
        assertCounts(given, false);
        assertEquals("passport_revoked", Issuers.standing(given));
    }

    /// Whoever is removed while their form is on its way does nothing with it any more.
    @Test
    void who_was_removed_meanwhile_gives_nothing() {
        Browser browser = signedIn(owner);
        var form = browser.get(one).hidden(one + "/passport");
        var locks = People.bean(EndingLockStore.class);
        CompletableFuture<Page> sent =
                People.bean(Pool.class)
                        .withTransaction(transaction ->
                                locks.take(transaction, workspace, owner.id())
                                        .map(_ -> late(browser, form))
                                        .emitOn(Infrastructure.getDefaultExecutor())
                                        .invoke(this::removed))
                        .await()
                        .indefinitely();
        assertEquals(403, sent.join().status());
        assertEquals(
                0L, world.read("SELECT count(*) FROM auth.passport WHERE agent_id = ?", agent));
    }

    private CompletableFuture<Page> late(Browser browser, Map<String, String> form) {
        return CompletableFuture.supplyAsync(() -> browser.post(one + "/passport", form));
    }

    private void removed(CompletableFuture<Page> sent) {
        Patience.ask(() -> waiting(), waiting -> waiting == 0);
        assertFalse(sent.isDone());
        People.leave(workspace, owner.id());
    }

    private long waiting() {
        return (Long)
                world.read(
                        """
                        SELECT count(*) FROM pg_stat_activity WHERE usename = 'carnet_auth'
                            AND datname = current_database() AND wait_event_type = 'Lock'
                        """);
    }

    /// Whoever answers for a blocked agent does not free it, and nobody before a report that waits
    /// was looked at.
    @Test
    void somebody_else_unblocks_it() {
        world.write("UPDATE auth.agent SET blocked_at = now() WHERE agent_id = ?", agent);
        Somebody operator = People.member(workspace, Role.OPERATOR);
        assertFalse(signedIn(owner).get(one).body().contains(one + "/unblock"));
        Browser browser = signedIn(operator);
        var form = browser.get(one).hidden(one + "/unblock");
        world.write("UPDATE auth.agent SET owner_id = ? WHERE agent_id = ?", operator.id(), agent);
        assertEquals(403, browser.post(one + "/unblock", form).status());
        world.write("UPDATE auth.agent SET owner_id = ? WHERE agent_id = ?", owner.id(), agent);
        assertEquals("true", is("blocked_at IS NOT NULL"));
        assertEquals(Optional.of(one), browser.post(one + "/unblock", form).location());
        assertEquals("false", is("blocked_at IS NOT NULL"));
        assertTrue(Rows.acts(workspace).contains("agent.unblock"));
    }

    @Test
    void nobody_else_touches_it() {
        Somebody viewer = People.member(workspace, Role.VIEWER);
        Browser looking = signedIn(viewer);
        assertTrue(looking.get(list).body().contains(one), "everybody sees it");
        assertFalse(looking.get(list).body().contains("action=\"/agents\""));
        assertFalse(looking.get(one).body().contains("action=\"" + one));
        Somebody other = People.member(workspace, Role.MEMBER);
        assertFalse(signedIn(other).get(one).body().contains("action=\"" + one));
        Browser browser = signedIn(owner);
        var form = browser.get(one).hidden(one + "/suspend");
        assertEquals(400, looking.post(one + "/suspend", form).status());
        assertEquals(400, browser.post(one + "/suspend", Map.of()).status());
        assertEquals(400, browser.post(one + "/passport", form).status());
        Browser stranger = signedIn(People.member(Role.OWNER));
        assertEquals(404, stranger.get(list).status());
        assertEquals(404, stranger.get(one).status());
        var making = browser.get(list).hidden("/agents");
        making.put("name", "bot");
        world.change(
                workspace,
                new MemberChanged(owner.id(), Optional.of(Role.VIEWER)),
                "UPDATE auth.member SET role = 'viewer' WHERE workspace_id = ? AND person_id = ?",
                workspace,
                owner.id());
        assertEquals(403, browser.post(one + "/suspend", form).status());
        assertEquals(403, browser.post("/agents", making).status());
        assertEquals("false", is("suspended_at IS NOT NULL"));
    }

    /// Only operators make agents from templates, of their own workspace.
    @Test
    void makes_an_agent_from_a_template() {
        String template = Ids.fresh("tpl");
        world.write(
                """
                INSERT INTO gateway.agent_template (workspace_id, template_id, name, agents, created_at)
                VALUES (?, ?, 'Robots', '{}', now())
                """,
                workspace,
                template);
        Browser member = signedIn(owner);
        assertFalse(member.get(list).body().contains("Robots"));
        var form = member.get(list).hidden("/agents");
        form.put("name", "robot");
        form.put("template", template);
        assertEquals(403, member.post("/agents", form).status());
        Browser operator = signedIn(People.member(workspace, Role.OPERATOR));
        assertTrue(operator.get(list).body().contains("Robots"));
        var asked = operator.get(list).hidden("/agents");
        asked.put("name", "robot");
        asked.put("template", "tpl_nothing");
        Page wrong = operator.post("/agents", asked);
        assertEquals(400, wrong.status());
        assertTrue(wrong.body().contains("is no template of this workspace"), wrong::body);
        asked.put("template", template);
        String made = operator.post("/agents", asked).location().orElseThrow();
        assertEquals(
                made.replace("/agents/", ""),
                Rows.string(
                        "SELECT agents[1] FROM gateway.agent_template WHERE template_id = ?",
                        template));
    }
}
