package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The pages of servers, for those who run a workspace.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ServersPageTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final World world = World.current();
    private final Somebody admin = People.member(Role.ADMIN);
    private final String server =
            Servers.add(admin.workspace(), "person_oauth", "https://notes.example/mcp");

    @BeforeEach
    void forget_attempts() {
        world.write("DELETE FROM auth.attempt");
        world.write(
                "UPDATE gateway.server SET private_allowed = false WHERE server_id = ?", server);
        approved(server);
    }

    private void approved(String id) {
        world.write(
                """
                UPDATE gateway.server SET approved_shape = jsonb_build_object('transport', transport,
                    'address', address, 'authentication', authentication::jsonb,
                    'private_allowed', private_allowed)::text, approved_by = 'prs_x',
                    approved_at = now()
                WHERE server_id = ?
                """,
                id);
    }

    private Browser signedIn(Somebody person) {
        var browser = new Browser(world.issuer());
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        return browser;
    }

    private String list() {
        return "/servers?workspace=" + admin.workspace();
    }

    private String one() {
        return "/servers/" + server;
    }

    private String form(String act) {
        return "/servers/" + server + "/" + act;
    }

    private Page press(Browser browser, Page page, String act) {
        return browser.post(form(act), page.hidden(form(act)));
    }

    private String state(String column) {
        return Rows.string(
                "SELECT " + column + "::text FROM gateway.server WHERE server_id = ?", server);
    }

    private void tool(String name, String state) {
        world.write(
                """
                INSERT INTO gateway.definition (workspace_id, definition_id, server_id, kind, name,
                    state, class, alias, approved_hash, seen_hash, seen, seen_at, flags, created_at)
                VALUES (?, ?, ?, 'tool', ?, ?, 'read', ?, 'h', 'h', '{}', now(), '[]', now())
                """,
                admin.workspace(),
                Ids.fresh("def"),
                server,
                name,
                state,
                name);
    }

    /// K2: name, transport, authentication, tools, health and status of every server.
    @Test
    void shows_every_server_in_a_table_and_all_of_one_on_a_page() {
        tool("read", "approved");
        tool("write", "new");
        tool("send", "new");
        tool("pay", "changed");
        world.write(
                """
                UPDATE gateway.server SET name = 'Notes\u202e<b>', health = 'tls',
                    health_text = 'an old certificate', health_at = now(), secret_at = now(),
                    secret_last_four = '9xyz'
                WHERE server_id = ?
                """,
                server);
        world.write(
                """
                INSERT INTO gateway.server_test (workspace_id, server_id, test_id, tested_by,
                    outcome, detail, took_ms, tools, tested_at)
                VALUES (?, ?, ?, ?, 'needs_connection', 'Connect first.', 12, 4, now())
                """,
                admin.workspace(),
                server,
                Ids.fresh("tst"),
                admin.id());
        Browser browser = signedIn(admin);
        String table = browser.get(list()).body();
        for (String text :
                new String[] {
                    "Notes‹U+202E›&lt;b&gt;",
                    "<td>http</td>",
                    "<td>person oauth</td>",
                    "1 offered, 2 new, not approved, 1 changed, not offered",
                    "<td>tls</td>",
                    "<span class=\"badge\">approved</span>"
                }) {
            assertTrue(table.contains(text), text + " in " + table);
        }
        String page = browser.get(one()).body();
        for (String text :
                new String[] {
                    "https://notes.example/mcp",
                    "…9xyz",
                    "an old certificate",
                    "needs connection",
                    "Connect first.",
                    "./carnet server approve "
                }) {
            assertTrue(page.contains(text), text + " in " + page);
        }
    }

    /// K2: a long list comes in pages.
    @Test
    void a_long_list_comes_in_pages() {
        for (int i = 0; i < 50; i++) {
            Servers.add(admin.workspace(), "none", "https://many.example/" + i);
        }
        Browser browser = signedIn(admin);
        String first = browser.get(list()).body();
        assertFalse(first.contains(server), "the oldest is on the second page");
        String more =
                first.replaceAll("(?s).*id=\"more\" class=\"button\" href=\"([^\"]+)\".*", "$1");
        assertTrue(browser.get(more.replace("&amp;", "&")).body().contains(server));
        assertTrue(browser.get(list() + "&after=x").body().contains("id=\"more\""));
    }

    /// K2: switched off and on by the page, which is told to the log and to every gateway as by the
    /// API.
    @Test
    void a_server_is_switched_off_and_on() {
        Browser browser = signedIn(admin);
        long before = changes();
        Page done = press(browser, browser.get(one()), "disable");
        assertEquals(303, done.status());
        assertEquals(Optional.of(one() + "?done"), done.location());
        assertEquals("false", state("enabled"));
        assertTrue(browser.get(one() + "?done").body().contains("Every gateway knows it."));
        Page table = browser.get(list());
        assertEquals(Optional.of(list()), press(browser, table, "enable").location());
        assertEquals("true", state("enabled"));
        assertEquals(before + 2, changes());
        assertTrue(
                Rows.acts(admin.workspace())
                        .containsAll(List.of("server.disable", "server.enable")));
    }

    private long changes() {
        return Long.parseLong(
                Rows.string(
                        """
                        SELECT count(*)::text FROM feed.change
                        WHERE workspace_id = ? AND body::text LIKE '%servers%'
                        """,
                        admin.workspace()));
    }

    /// What a person of no such role, of another workspace, or with another's form cannot do.
    @Test
    void nobody_else_switches_it() {
        Somebody viewer = People.member(admin.workspace(), Role.VIEWER);
        Browser looking = signedIn(viewer);
        assertFalse(looking.get(list()).body().contains("Switch off"));
        Somebody operator = People.member(admin.workspace(), Role.OPERATOR);
        Browser browser = signedIn(operator);
        Page page = browser.get(one());
        assertEquals(400, looking.post(form("disable"), page.hidden(form("disable"))).status());
        assertEquals(400, browser.post(form("disable"), Map.of()).status());
        assertEquals(400, browser.post(form("approve"), page.hidden(form("disable"))).status());
        world.change(
                admin.workspace(),
                new MemberChanged(operator.id(), Optional.of(Role.VIEWER)),
                "UPDATE auth.member SET role = 'viewer' WHERE workspace_id = ? AND person_id = ?",
                admin.workspace(),
                operator.id());
        assertEquals(403, press(browser, page, "disable").status());
        Browser stranger = signedIn(People.member(Role.OWNER));
        assertEquals(404, stranger.get(list()).status());
        assertEquals(404, stranger.get(one()).status());
        assertEquals("true", state("enabled"));
    }

    /// A browser left open switches a server off, but nothing on.
    @Test
    void to_switch_on_or_approve_needs_a_recent_sign_in() {
        Browser browser = signedIn(admin);
        Page page = browser.get(one());
        world.write(
                """
                UPDATE auth.sign_in_session SET authenticated_at = now() - interval '1 hour'
                WHERE person_id = ?
                """,
                admin.id());
        assertEquals(Optional.of(one() + "?done"), press(browser, page, "disable").location());
        Page again = press(browser, browser.get(one()), "enable");
        assertTrue(again.location().orElseThrow().startsWith("/signin?return=%2Fservers%2F"));
        assertEquals("false", state("enabled"));
        Page form = browser.get(again.location().orElseThrow());
        assertEquals(
                Optional.of(one()),
                browser.signIn(form, admin.email(), People.PASSWORD).location());
    }

    /// An address is approved as the page showed it, and by nobody who may not.
    @Test
    void approves_what_was_shown() {
        world.write(
                "UPDATE gateway.server SET address = 'https://moved.example/mcp' WHERE server_id = ?",
                server);
        Browser browser = signedIn(admin);
        Page page = browser.get(one());
        assertTrue(page.body().contains("https://moved.example/mcp"));
        assertTrue(page.body().contains("https://notes.example/mcp"), "what was approved before");
        Browser operator = signedIn(People.member(admin.workspace(), Role.OPERATOR));
        assertFalse(operator.get(one()).body().contains("action=\"" + form("approve")));
        world.write(
                """
                UPDATE gateway.server SET address = 'https://evil.example/mcp',
                    version = version + 1 WHERE server_id = ?
                """,
                server);
        assertEquals(409, press(browser, page, "approve").status());
        assertTrue(browser.get(one()).body().contains("<span class=\"badge\">pending</span>"));
        world.write("UPDATE gateway.server SET rejected_at = now() WHERE server_id = ?", server);
        assertTrue(browser.get(one()).body().contains("<span class=\"badge\">rejected</span>"));
        assertEquals(303, press(browser, browser.get(one()), "approve").status());
        assertTrue(browser.get(list()).body().contains("<span class=\"badge\">approved</span>"));
        assertEquals(
                "1",
                Rows.string(
                        "SELECT count(*)::text FROM gateway.connectable WHERE server_id = ?",
                        server));
        assertEquals(admin.id(), state("approved_by"));
        assertTrue(Rows.acts(admin.workspace()).contains("server.approve"));
    }

    /// Only an owner opens the workspace's own network.
    @Test
    void only_an_owner_approves_a_private_address() {
        world.write("UPDATE gateway.server SET private_allowed = true WHERE server_id = ?", server);
        Browser browser = signedIn(admin);
        assertEquals(403, press(browser, browser.get(one()), "approve").status());
        Browser owner = signedIn(People.member(admin.workspace(), Role.OWNER));
        assertEquals(303, press(owner, owner.get(one()), "approve").status());
    }

    /// K13: who listens is told at once, is nobody else, and hears no more than their session
    /// lasts, which listening does not make longer.
    @Test
    void tells_who_listens_and_only_while_they_may() throws Exception {
        for (Browser nobody :
                List.of(new Browser(world.issuer()), signedIn(People.member(Role.OWNER)))) {
            assertEquals(
                    List.of("event:end"),
                    listen(nobody).body().filter(line -> line.startsWith("event")).toList());
        }
        Browser browser = signedIn(admin);
        world.write(
                "UPDATE auth.sign_in_session SET seen_at = now() - interval '1 min' WHERE person_id = ?",
                admin.id());
        String seen = seen();
        Iterator<String> lines = listen(browser).body().iterator();
        assertTrue(until(lines, "data:").contains("\\\"badge\\\">approved"), "the whole, at first");
        Browser other = signedIn(People.member(admin.workspace(), Role.OPERATOR));
        press(other, other.get(one()), "disable");
        String told = until(lines, "data:{");
        assertTrue(told.contains("\\\"badge\\\">disabled"), told);
        assertEquals(seen, seen());
        world.write("DELETE FROM auth.sign_in_session WHERE person_id = ?", admin.id());
        assertEquals("event:end", until(lines, "event:end"));
        assertEquals("the stream ended", until(lines, "event:"));
    }

    /// K13: who listens with as many browsers as they may listens with no more until one has left;
    /// others are not concerned.
    @Test
    void nobody_listens_with_more_browsers_than_their_share() throws Exception {
        Browser browser = signedIn(admin);
        var streams = new ArrayList<Stream<String>>();
        try {
            for (int i = 0; i < 8; i++) {
                assertEquals("event:part", heard(browser, streams));
            }
            assertEquals("event:end", heard(browser, streams));
            Browser other = signedIn(People.member(admin.workspace(), Role.OPERATOR));
            assertEquals("event:part", heard(other, streams));
            streams.getFirst().close();
            assertEquals(
                    "event:part", Patience.ask(() -> heard(browser, streams), "event:end"::equals));
        } finally {
            streams.forEach(Stream::close);
        }
    }

    private String heard(Browser browser, List<Stream<String>> streams) {
        try {
            Stream<String> lines = listen(browser).body();
            streams.add(lines);
            return until(lines.iterator(), "event:");
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String seen() {
        return Rows.string(
                "SELECT min(seen_at)::text FROM auth.sign_in_session WHERE person_id = ?",
                admin.id());
    }

    private static String until(Iterator<String> lines, String beginning) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        return "the stream ended";
    }

    private HttpResponse<Stream<String>> listen(Browser browser)
            throws IOException, InterruptedException {
        URI uri = URI.create(world.issuer() + "/live/servers?workspace=" + admin.workspace());
        var request =
                HttpRequest.newBuilder(uri)
                        .header("Accept", "text/event-stream")
                        .header(
                                "Cookie",
                                "carnet_session=" + browser.cookie("carnet_session").orElse(""))
                        .build();
        return HTTP.send(request, BodyHandlers.ofLines());
    }
}
