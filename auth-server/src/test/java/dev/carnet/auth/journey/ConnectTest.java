package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.OtherService;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class ConnectTest {

    private static final Pattern START = Pattern.compile("href=\"(/connect/start\\?csrf=[^\"]+)\"");

    private static final String MOVE =
            "UPDATE gateway.server SET address = ?, approved_shape ="
                    + " jsonb_set(approved_shape::jsonb, '{address}', to_jsonb(?::text))::text WHERE"
                    + " server_id = ?";

    private final OtherService other = new OtherService();
    private final Somebody person = People.member(Role.MEMBER);
    private final Browser browser = signedIn(person);
    private final String server = Servers.add(person.workspace(), "person_oauth", other.mcp());

    @BeforeEach
    void open() {
        Servers.openLetterbox();
    }

    @AfterEach
    void close() {
        other.close();
    }

    private static Browser signedIn(Somebody who) {
        World.current().write("DELETE FROM auth.attempt");
        var browser = new Browser(World.current().issuer());
        browser.signIn(browser.get("/signin"), who.email(), People.PASSWORD);
        return browser;
    }

    private static Page page(Browser at, String server) {
        return at.get("/connect/" + server);
    }

    private static String startOf(Browser at, String server) {
        var matcher = START.matcher(page(at, server).body());
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    private Page away(Browser at) {
        return at.get(startOf(at, server));
    }

    /// The way back from there, as the browser of whoever agreed is sent it.
    private String back(Page away, String account) {
        String way = other.agree(away.location().orElseThrow(), account);
        return way.substring(World.current().issuer().length());
    }

    private void connect() {
        Page away = away(browser);
        assertEquals(303, away.status(), away.body());
        assertEquals(
                Optional.of("/connect/" + server + "?done"),
                browser.get(back(away, "ann")).location());
    }

    private static long rows(String person) {
        return (long)
                World.current()
                        .read(
                                "SELECT count(*) FROM gateway.connection WHERE person_id = ? AND"
                                        + " ended_at IS NULL",
                                person);
    }

    /// D1, K10, K14: from nothing but an address.
    @Test
    void connects_to_a_server_of_which_only_the_address_is_known() {
        assertTrue(browser.get("/connect").body().contains("Needs connection"));
        Page away = away(browser);
        String location = away.location().orElseThrow();
        assertTrue(location.startsWith(other.url() + "/authorize?"), location);
        assertEquals(Optional.of("S256"), away.parameter("code_challenge_method"));
        assertEquals(Optional.of(other.mcp()), away.parameter("resource"));
        assertEquals(Optional.of("notes offline_access"), away.parameter("scope"));
        assertEquals(
                Optional.of(World.current().issuer() + "/connect/callback"),
                away.parameter("redirect_uri"));
        browser.get(back(away, "ann"));
        Page done = browser.get("/connect/" + server + "?done");
        assertTrue(done.body().contains("Active") && done.body().contains("Connected."));
        var tokens = Servers.tokens(person.id(), server);
        assertTrue(tokens.accessToken().startsWith("at-"));
        assertEquals(Optional.of(other.url() + "/revoke"), tokens.revocationEndpoint());
        assertEquals(
                "connection.add",
                Rows.acts(person.workspace()).getLast(),
                () -> Rows.acts(person.workspace()).toString());
        assertFalse(done.body().contains(tokens.accessToken()));
    }

    @Test
    void a_server_that_does_not_point_at_its_metadata_is_found_all_the_same() {
        other.pointing = false;
        connect();
    }

    /// K10: a server that sends its callers on from `/mcp` to `/mcp/` is heard there.
    @Test
    void a_server_that_is_behind_a_slash_is_found() {
        other.slashed = Optional.of("/mcp/");
        connect();
        assertTrue(other.raw.stream().anyMatch(one -> one.startsWith("/metadata\n")));
    }

    /// G7: nobody is sent on to another host, or round and round.
    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/mcp/", "//127.0.0.1:1/mcp/", "/mcp"})
    void a_server_that_sends_callers_away_is_not_followed(String location) {
        other.slashed = Optional.of(location);
        away(browser);
        long knocks = other.raw.stream().filter(one -> one.startsWith("/mcp\n")).count();
        assertEquals(location.equals("/mcp") ? 2 * 4 : 2, knocks);
        assertTrue(other.raw.stream().noneMatch(one -> one.startsWith("/metadata\n")));
    }

    @Test
    void we_register_once_for_a_workspace_however_many_connect_at_once() {
        List<Browser> all = new ArrayList<>();
        List<String> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Browser at = signedIn(People.member(person.workspace(), Role.MEMBER));
            all.add(at);
            starts.add(startOf(at, server));
        }
        var turn = new AtomicInteger();
        try (var races = new Races(all.size())) {
            List<Integer> statuses =
                    races.run(() -> {
                        int mine = turn.getAndIncrement();
                        return all.get(mine).get(starts.get(mine)).status();
                    });
            assertEquals(List.of(303, 303, 303, 303), statuses);
        }
        assertEquals(1, other.registered.size());
        assertTrue(other.registered.getFirst().contains("/connect/callback"));
    }

    /// V49: an answer counts once, and in the session of the person who asked.
    @Test
    void an_answer_to_somebody_elses_question_is_refused() {
        Page away = away(browser);
        String back = back(away, "ann");
        Somebody other = People.member(person.workspace(), Role.MEMBER);
        Browser stranger = signedIn(other);
        assertEquals(400, stranger.get(back).status());
        assertEquals(303, new Browser(World.current().issuer()).get(back).status());
        assertEquals(0, rows(other.id()));
        assertEquals(400, signedIn(person).get(back).status(), "another browser of the person");
        assertEquals(303, browser.get(back).status());
        assertEquals(400, browser.get(back).status(), "a second time");
        assertEquals(1, rows(person.id()));
        assertEquals(400, browser.get("/connect/callback?code=c&state=x").status());
        assertEquals(400, browser.get("/connect/callback").status());
    }

    @Test
    void a_question_waits_ten_minutes() {
        String back = back(away(browser), "ann");
        World.current()
                .write("UPDATE auth.connect_request SET expires_at = now() - interval '1 second'");
        assertEquals(400, browser.get(back).status());
    }

    /// RFC 9207 §2.4: the code of a mixed-up answer is sent nowhere.
    @ParameterizedTest
    @ValueSource(strings = {"", "&iss=https%3A%2F%2Fevil.example", "&iss=x"})
    void a_mixed_up_answer_is_refused(String iss) {
        String back = back(away(browser), "ann").replaceAll("&iss=.*$", "") + iss;
        assertEquals(400, browser.get(back).status());
        assertEquals(List.of(), other.forms);
        assertEquals(0, rows(person.id()));
    }

    static List<Map<String, Object>> unusable() {
        return List.of(
                Map.of("issuer", "http://127.0.0.1:1"),
                Map.of("issuer", ""),
                Map.of("code_challenge_methods_supported", ""),
                Map.of("code_challenge_methods_supported", List.of("plain")),
                Map.of("token_endpoint", "http://169.254.169.254/token"),
                Map.of("token_endpoint", "file:///etc/passwd"),
                Map.of("authorization_endpoint", "javascript:alert(1)"),
                Map.of("authorization_endpoint", "http://evil.example/authorize"));
    }

    /// G7, V53: metadata that are another's, weaker than PKCE, or lead where nothing may be
    /// fetched.
    @ParameterizedTest
    @MethodSource("unusable")
    void metadata_of_no_use_send_nobody_anywhere(Map<String, Object> bent) {
        other.bent.putAll(bent);
        Page refused = away(browser);
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("does not say where its accounts are signed in"));
        assertEquals(List.of(), other.registered);
    }

    /// RFC 9728 §3.3: metadata that speak for another resource are not the server's, and nothing is
    /// guessed instead, though an authorization server stands where one would be guessed.
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/mcp", "%s/mcp/other", "%s/mc", "mcp"})
    void metadata_of_another_resource_send_nobody_anywhere(String resource) {
        other.speaksFor = resource.formatted(other.url());
        Page refused = away(browser);
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("does not say where its accounts are signed in"));
        assertTrue(refused.body().contains("CARNET_FETCH_PRIVATE_HOSTS"), "what to do");
        assertEquals(List.of(), other.registered);
    }

    /// K10: what a server has wanted since is asked for beside what was given, and the connection
    /// counts on meanwhile.
    @Test
    void a_connection_becomes_wider() {
        connect();
        World.current()
                .write(
                        "UPDATE gateway.connection SET wanted_scope = 'notes:write' WHERE person_id"
                                + " = ?",
                        person.id());
        String body = page(browser, server).body();
        assertTrue(body.contains("Active") && body.contains("notes:write"), body);
        Page away = away(browser);
        assertEquals(Optional.of("notes offline_access notes:write"), away.parameter("scope"));
        browser.get(back(away, "ann"));
        assertFalse(page(browser, server).body().contains("The server wants more"));
        assertEquals(
                "notes offline_access notes:write",
                World.current()
                        .read(
                                "SELECT scope FROM gateway.connection WHERE person_id = ?",
                                person.id()));
        assertEquals(
                Optional.of("notes offline_access notes:write"),
                away(browser).parameter("scope"),
                "what was given is asked for again");
    }

    /// K10: with a member end their connections, in the transaction that revokes; those of others
    /// and of other workspaces stay.
    @Test
    void who_is_revoked_is_connected_to_nothing() {
        connect();
        String second = Servers.add(person.workspace(), "person_key", other.mcp());
        var form = new HashMap<>(page(browser, second).hidden("/connect/key"));
        form.put("key", "sk-0123456789-abcdefghij-wxyz");
        browser.post("/connect/key", form);
        Somebody colleague = People.member(person.workspace(), Role.MEMBER);
        Browser beside = signedIn(colleague);
        String way = back(beside.get(startOf(beside, server)), "bob");
        beside.get(way);
        assertEquals(2, rows(person.id()));
        var order = Map.of("type", "member", "id", person.id());
        rest(colleague).body(order).post("/revocations").then().statusCode(403);
        assertEquals(2, rows(person.id()), "refused, and nothing ended");
        var owner = People.member(person.workspace(), Role.OWNER);
        rest(owner)
                .body(order)
                .post("/revocations")
                .then()
                .statusCode(200)
                .body("counts.connections", equalTo(2));
        assertEquals(0, rows(person.id()));
        assertEquals(1, rows(colleague.id()));
        rest(owner)
                .body(order)
                .post("/revocations")
                .then()
                .statusCode(200)
                .body("counts.connections", equalTo(0));
    }

    /// K10: nor is who may sign in no more.
    @Test
    void who_is_disabled_is_connected_to_nothing() {
        connect();
        rest(People.member(person.workspace(), Role.OWNER))
                .post("/members/" + person.id() + "/disable")
                .then()
                .statusCode(200);
        assertEquals(0, rows(person.id()));
    }

    /// G7: endpoints at special addresses: nothing is sent there.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/",
                "https://169.254.169.254/",
                "https://172.16.0.1/",
                "https://192.168.1.1/"
            })
    void endpoints_at_special_addresses_get_nothing(String inside) {
        other.bent.put("registration_endpoint", inside);
        assertEquals(400, away(browser).status());
        other.bent.remove("registration_endpoint");
        try (var second = new OtherService()) {
            second.bent.put("token_endpoint", inside);
            String there = Servers.add(person.workspace(), "person_oauth", second.mcp());
            Page away = browser.get(startOf(browser, there));
            String way = second.agree(away.location().orElseThrow(), "ann");
            Page refused = browser.get(way.substring(World.current().issuer().length()));
            assertEquals(400, refused.status());
            assertTrue(refused.body().contains("did not give tokens"));
            assertEquals(0, rows(person.id()));
        }
    }

    @Test
    void who_declines_there_is_not_connected_here() {
        Page away = away(browser);
        String state = away.parameter("state").orElseThrow();
        Page refused =
                browser.get(
                        "/connect/callback?error=access_denied&state="
                                + state
                                + "&iss="
                                + Browser.encode(other.url()));
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("Access was not granted there"));
    }

    /// V49: nobody is sent away, and nothing is written, because a foreign page says so.
    @Test
    void links_and_forms_count_in_the_session_they_were_made_for() {
        String start = startOf(browser, server);
        Somebody colleague = People.member(person.workspace(), Role.MEMBER);
        Browser stranger = signedIn(colleague);
        assertEquals(400, stranger.get(start).status());
        assertEquals(400, browser.get("/connect/start?csrf=x").status());
        assertEquals(400, browser.get("/connect/start").status());
        connect();
        var end = page(browser, server).hidden("/connect/disconnect");
        assertEquals(400, stranger.post("/connect/disconnect", end).status());
        assertEquals(400, browser.post("/connect/disconnect", Map.of()).status());
        assertEquals(
                400,
                browser.post("/connect/disconnect", end, Map.of("Origin", "https://evil.example"))
                        .status());
        assertEquals(1, rows(person.id()));
    }

    /// K10: disconnected at once, and the row waits for mcp-server to tell the provider.
    @Test
    void a_person_disconnects() {
        connect();
        var end = page(browser, server).hidden("/connect/disconnect");
        assertEquals(
                Optional.of("/connect?ended"), browser.post("/connect/disconnect", end).location());
        assertEquals(303, browser.post("/connect/disconnect", end).status());
        assertTrue(page(browser, server).body().contains("Needs connection"));
        assertEquals(0, rows(person.id()));
        assertEquals(
                1,
                Rows.acts(person.workspace()).stream().filter("connection.end"::equals).count(),
                () -> Rows.acts(person.workspace()).toString());
    }

    @Test
    void the_address_a_call_names_leads_through_the_sign_in_and_back() {
        var guest = new Browser(World.current().issuer());
        assertEquals(
                Optional.of("/signin?return=%2Fconnect%2F" + server),
                page(guest, server).location());
        Page signIn = guest.get("/signin?return=%2Fconnect%2F" + server);
        Page in = guest.signIn(signIn, person.email(), People.PASSWORD);
        assertEquals(Optional.of("/connect/" + server), in.location());
    }

    @Test
    void servers_of_other_workspaces_do_not_exist() {
        Browser stranger = signedIn(People.member(Role.OWNER));
        assertEquals(400, page(stranger, server).status());
        assertFalse(stranger.get("/connect").body().contains(server));
    }

    /// A connection that outlived its person's membership is not theirs when they come back, and
    /// one to another address of the server has to be made anew.
    @Test
    void a_connection_belongs_to_this_membership_and_this_address() {
        connect();
        World.current().write(MOVE, other.mcp() + "/v2", other.mcp() + "/v2", server);
        assertTrue(page(browser, server).body().contains("Expired"));
        World.current().write(MOVE, other.mcp(), other.mcp(), server);
        assertTrue(page(browser, server).body().contains("Active"));
        World.current()
                .write(
                        "UPDATE auth.member SET created_at = now() WHERE person_id = ?",
                        person.id());
        assertTrue(page(browser, server).body().contains("Needs connection"));
    }

    @Test
    void an_operator_revokes_a_connection_and_a_member_only_their_own() {
        connect();
        var id =
                World.current()
                        .read(
                                "SELECT connection_id FROM gateway.connection WHERE person_id = ?",
                                person.id());
        var order = Map.of("type", "connection", "id", id);
        rest(People.member(person.workspace(), Role.MEMBER))
                .body(order)
                .post("/revocations")
                .then()
                .statusCode(403);
        rest(People.member(Role.OWNER)).body(order).post("/revocations").then().statusCode(404);
        rest(People.member(person.workspace(), Role.OPERATOR))
                .body(order)
                .post("/revocations")
                .then()
                .statusCode(200)
                .body("counts.connections", equalTo(1));
        assertTrue(page(browser, server).body().contains("Needs connection"));
    }

    private static io.restassured.specification.RequestSpecification rest(Somebody by) {
        World world = World.current();
        return House.bearer(
                world.token(
                        world.claims(by.workspace(), by.id())
                                .audience(world.issuer() + House.API)
                                .scopes(EnumSet.allOf(Scope.class))));
    }

    @Test
    void where_nobody_can_register_an_admin_gives_the_client() {
        other.bent.put("registration_endpoint", "");
        Page refused = away(browser);
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("has to give Carnet a client"));
        var admin = People.member(person.workspace(), Role.ADMIN);
        var body = Map.of("issuer", other.url(), "client_id", "given", "client_secret", "s3cret");
        rest(person).body(body).post("/upstream-clients").then().statusCode(403);
        String id =
                rest(admin)
                        .body(body)
                        .post("/upstream-clients")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        rest(admin).body(body).post("/upstream-clients").then().statusCode(409);
        rest(admin)
                .body(Map.of("issuer", "http://10.0.0.1", "client_id", "x"))
                .post("/upstream-clients")
                .then()
                .statusCode(400);
        assertFalse(rest(admin).get("/upstream-clients").asString().contains("s3cret"));
        assertEquals(Optional.of("given"), away(browser).parameter("client_id"));
        rest(admin).delete("/upstream-clients/" + id).then().statusCode(200);
        assertEquals(400, away(browser).status());
    }

    @Test
    void the_document_about_us_names_itself_and_the_way_back() {
        Page document = browser.get("/.well-known/carnet-client.json");
        assertEquals(200, document.status());
        assertTrue(
                document.body()
                        .contains(
                                "\"client_id\":\""
                                        + World.current().issuer()
                                        + "/.well-known/carnet-client.json\""));
        assertTrue(
                document.body().contains(World.current().issuer() + "/connect/callback"),
                document.body());
    }

    /// K14: who takes documents fetches ours, finds itself sent back to by it, and nobody
    /// registers.
    @Test
    void a_server_that_takes_documents_knows_us_by_ours() {
        other.bent.put("client_id_metadata_document_supported", true);
        connect();
        String ours = World.current().issuer() + "/.well-known/carnet-client.json";
        assertEquals(List.of(ours), other.documents);
        assertEquals(ours, other.forms.getLast().get("client_id"));
        assertEquals(List.of(), other.registered);
        assertTrue(page(browser, server).body().contains("Active"));
    }

    /// RFC 9728 §5.2: whoever was just refused looks anew at what the server says of itself, and
    /// what was registered at the old place is shown to nobody at the new one.
    @Test
    void a_server_that_moves_to_another_authorization_server_is_followed_at_once() {
        connect();
        String before = away(browser).parameter("client_id").orElseThrow();
        try (var elsewhere = new OtherService()) {
            other.movedTo = elsewhere.url();
            Page away = away(browser);
            String location = away.location().orElseThrow();
            assertTrue(location.startsWith(elsewhere.url() + "/authorize?"), location);
            assertEquals(1, elsewhere.registered.size());
            assertFalse(elsewhere.raw.toString().contains(before));
            assertFalse(location.contains(before));
        }
    }
}
