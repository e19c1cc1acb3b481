package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.Devices.Begun;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DeviceGrantTest {

    private static final int ROUNDS = Rounds.COUNT;

    private final World world = World.current();
    private final String client = Devices.client();
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        world.write("DELETE FROM auth.attempt WHERE subject LIKE 'device%'");
        person = People.member(Role.OWNER);
    }

    @Test
    void a_device_gets_an_ordinary_grant_after_a_persons_decision() throws Exception {
        Begun device = Devices.begin(client);
        refused(device.poll(), "authorization_pending");
        Page done = Devices.decide(device, person, "allow");
        assertEquals(200, done.status());
        var answer = device.poll().then().statusCode(200).extract();
        var claims = SignedJWT.parse(answer.<String>path("access_token")).getJWTClaimsSet();
        assertEquals(person.id(), claims.getSubject());
        assertEquals(client, claims.getStringClaim("client_id"));
        assertEquals(List.of(world.mcpUrl()), claims.getAudience());
        assertEquals("carnet:read carnet:write", claims.getStringClaim("scope"));
        String refreshed =
                new OAuthClient(client)
                        .refresh(answer.path("refresh_token"))
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("access_token");
        assertEquals(person.id(), SignedJWT.parse(refreshed).getJWTClaimsSet().getSubject());
        var acts = Rows.acts(person.workspace());
        assertTrue(acts.containsAll(List.of("consent.allow", "token.issue", "token.refresh")));
    }

    @Test
    void the_answer_names_the_page_and_how_long_and_how_often() {
        Devices.ask(Map.of("client_id", client))
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("device_code", startsWith("carnet_dc_"))
                .body("user_code", matchesPattern("[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}"))
                .body("verification_uri", equalTo(world.issuer() + "/device"))
                .body(
                        "verification_uri_complete",
                        startsWith(world.issuer() + "/device?user_code="))
                .body("expires_in", lessThanOrEqualTo(600))
                .body("interval", equalTo(5));
        given().get("/.well-known/oauth-authorization-server")
                .then()
                .body(
                        "device_authorization_endpoint",
                        equalTo(world.issuer() + "/device_authorization"));
    }

    /// RFC 10027: the person sees who asks, from where and when, beside the code.
    @Test
    void the_question_names_client_place_time_and_code() {
        Begun device = Devices.begin(client);
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        String question =
                Devices.type(browser, page, device.userCode().toLowerCase(Locale.ROOT)).body();
        String year = Instant.now().toString().substring(0, 10);
        for (String shown :
                List.of("Living room", device.userCode(), "127.0.0.1", year, "tv/1.0 &lt;b&gt;")) {
            assertTrue(question.contains(shown), shown);
        }
        assertFalse(question.contains("<b>"));
    }

    /// RFC 10027, V50: the complete link fills the field; it approves nothing.
    @Test
    void the_complete_link_decides_nothing() {
        Begun device = Devices.begin(client);
        String path = device.complete().substring(world.issuer().length());
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, path);
        assertTrue(page.body().contains("value=\"" + device.userCode() + "\""));
        assertFalse(page.body().contains("Living room"));
        assertEquals(200, browser.get(path).status());
        refused(device.poll(), "authorization_pending");
        Page question = Devices.type(browser, page, device.userCode());
        assertTrue(question.body().contains("Living room"));
        refused(device.poll(), "authorization_pending");
    }

    @Test
    void a_denial_ends_it() {
        Begun device = Devices.begin(client);
        Devices.decide(device, person, "deny");
        refused(device.poll(), "access_denied");
        assertTrue(Rows.acts(person.workspace()).contains("consent.deny"));
    }

    @Test
    void an_old_code_is_expired_for_device_and_person() {
        Begun device = Devices.begin(client);
        world.write("UPDATE auth.device_code SET expires_at = now() WHERE hash = ?", device.hash());
        refused(device.poll(), "expired_token");
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        assertEquals(400, Devices.type(browser, page, device.userCode()).status());
    }

    @Test
    void a_decision_that_was_not_fetched_in_time_is_lost() {
        Begun device = Devices.allowed(client, person);
        world.write("UPDATE auth.device_code SET expires_at = now() WHERE hash = ?", device.hash());
        refused(device.poll(), "expired_token");
    }

    @Test
    void who_looks_too_often_is_slowed_down() {
        Begun device = Devices.begin(client);
        refused(OAuthClient.token(device.look()), "authorization_pending");
        refused(OAuthClient.token(device.look()), "slow_down");
        refused(OAuthClient.token(device.look()), "slow_down");
        assertEquals(
                "15",
                Rows.string(
                        "SELECT interval_seconds FROM auth.device_code WHERE hash = ?",
                        device.hash()));
        refused(device.poll(), "authorization_pending");
    }

    /// V23, V37: a device code works for the client it was made for, and no other.
    @Test
    void another_client_gets_nothing_for_the_code() {
        Begun device = Devices.allowed(client, person);
        var stolen = new LinkedHashMap<>(device.look());
        stolen.put("client_id", Devices.client());
        refused(OAuthClient.token(stolen), "invalid_grant");
        device.poll().then().statusCode(200);
    }

    /// V39: no prefix of a code is a code.
    @Test
    void a_truncated_code_is_unknown() {
        Begun device = Devices.allowed(client, person);
        var form = new LinkedHashMap<>(device.look());
        for (int length = 1; length < device.deviceCode().length(); length += 7) {
            form.put("device_code", device.deviceCode().substring(0, length));
            refused(OAuthClient.token(form), "invalid_grant");
        }
    }

    @Test
    void a_client_that_did_not_list_the_grant_gets_no_code() {
        Devices.ask(Map.of("client_id", OAuthClient.known().clientId))
                .then()
                .statusCode(400)
                .body("error", equalTo("unauthorized_client"));
        Devices.ask(Map.of("client_id", "cli_00000000000000000000"))
                .then()
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
    }

    @ParameterizedTest
    @CsvSource({
        "scope, other:scope, invalid_scope",
        "resource, https://elsewhere.example/, invalid_target",
        "client_secret, x, invalid_client"
    })
    void a_request_that_asks_for_what_there_is_not_is_refused(
            String name, String value, String error) {
        Devices.ask(Map.of("client_id", client, name, value)).then().body("error", equalTo(error));
    }

    /// V31: a blank scope is what the client registered, and never more than was ticked.
    @Test
    void the_grant_has_what_was_ticked_and_no_more() {
        Begun device = Devices.begin(client);
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        Page question = Devices.type(browser, page, device.userCode());
        assertEquals(400, Devices.decide(browser, question, "allow").status());
        Devices.decide(browser, question, "allow", "scope_read", "scope_operate");
        device.poll().then().statusCode(200).body("scope", equalTo("carnet:read"));
    }

    @Test
    void a_person_decides_once() {
        Begun device = Devices.begin(client);
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        Page question = Devices.type(browser, page, device.userCode());
        assertEquals(200, Devices.decide(browser, question, "deny").status());
        assertEquals(400, Devices.decide(browser, question, "allow", "scope_read").status());
        refused(device.poll(), "access_denied");
    }

    /// V21, V32: the form carries what was shown, sealed for this session.
    @Test
    void a_form_of_another_session_or_another_origin_decides_nothing() {
        Begun device = Devices.begin(client);
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        var form =
                new LinkedHashMap<>(
                        Devices.type(browser, page, device.userCode()).hidden("/device/decision"));
        form.put("decision", "allow");
        form.put("scope_read", "on");
        var evil = Map.of("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site");
        assertEquals(400, browser.post("/device/decision", form, evil).status());
        var other = new Browser(world.issuer());
        Devices.codePage(other, People.member(Role.OWNER), "/device");
        assertEquals(400, other.post("/device/decision", form).status());
        assertEquals(400, new Browser(world.issuer()).post("/device/decision", form).status());
        refused(device.poll(), "authorization_pending");
    }

    /// RFC 10027, V17: five wrong codes lock the person and the address, whatever the session.
    @Test
    void five_wrong_codes_lock_the_page() {
        Begun device = Devices.begin(client);
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        for (String code : List.of("BBBB-BBBB", "x", "BBBBBBBB", "CCCC-CCCC", "AAAA-AAAA")) {
            assertEquals(400, Devices.type(browser, page, code).status());
        }
        assertEquals(429, Devices.type(browser, page, device.userCode()).status());
        var again = new Browser(world.issuer());
        Page fresh = Devices.codePage(again, person, "/device");
        assertEquals(429, Devices.type(again, fresh, device.userCode()).status());
        var elsewhere = new Browser(world.issuer());
        Page another = Devices.codePage(elsewhere, People.member(Role.OWNER), "/device");
        assertEquals(429, Devices.type(elsewhere, another, device.userCode()).status());
    }

    /// V5: who was disabled since deciding gets no token.
    @Test
    void a_disabled_person_gives_no_grant() {
        Begun device = Devices.allowed(client, person);
        world.write("UPDATE auth.person SET disabled_at = now() WHERE person_id = ?", person.id());
        refused(device.poll(), "invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({"CLIENT", "MEMBER"})
    void a_revocation_since_the_decision_ends_it(RevocationType type) {
        String id = type == RevocationType.CLIENT ? client : person.id();
        revoke(type, id);
        Begun device = Devices.allowed(client, person);
        revoke(type, id);
        refused(device.poll(), "invalid_grant");
    }

    /// V16: what the workspace thinks of a client counts for devices, too.
    @Test
    void a_blocked_client_gets_no_token_for_a_device() {
        Begun device = Devices.allowed(client, person);
        world.write(
                """
                INSERT INTO auth.client_policy (workspace_id, policy_id, kind, target, stance)
                VALUES (?, ?, 'client', ?, 'blocked')
                """,
                person.workspace(),
                Ids.fresh("pol"),
                client);
        refused(device.poll(), "unauthorized_client");
    }

    /// V16: the page says so before anybody is asked, and offers the person's other workspaces.
    @Test
    void a_blocked_client_is_refused_on_the_page_and_another_workspace_is_offered() {
        String second = People.workspace();
        People.join(second, person.id(), Role.OWNER);
        block(second);
        block(person.workspace());
        Begun device = Devices.begin(client);
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        Page refusal = Devices.type(browser, page, device.userCode());
        assertEquals(403, refusal.status());
        assertTrue(refusal.body().contains("Living room"));
        assertFalse(refusal.body().contains("/device/decision"));
        world.write("DELETE FROM auth.client_policy WHERE workspace_id = ?", second);
        var form = new LinkedHashMap<>(refusal.hidden("/device"));
        form.put("carnet_workspace", second);
        Page question = browser.post("/device", form);
        assertEquals(200, question.status());
        block(second);
        assertEquals(400, Devices.decide(browser, question, "allow", "scope_read").status());
        refused(device.poll(), "authorization_pending");
    }

    /// V16: a workspace's own client is told before it shows anybody a code.
    @Test
    void a_blocked_client_of_the_workspace_begins_nothing() {
        world.write(
                "UPDATE auth.client SET workspace_id = ?, resources = ARRAY[?] WHERE client_id = ?",
                person.workspace(),
                world.mcpUrl(),
                client);
        Devices.begin(client);
        block(person.workspace());
        refused(Devices.ask(Map.of("client_id", client)), "unauthorized_client");
        assertEquals(
                "1",
                Rows.string("SELECT count(*) FROM auth.device_code WHERE client_id = ?", client));
    }

    private void block(String workspace) {
        world.write(
                """
                INSERT INTO auth.client_policy (workspace_id, policy_id, kind, target, stance)
                VALUES (?, ?, 'client', ?, 'blocked') ON CONFLICT DO NOTHING
                """,
                workspace,
                Ids.fresh("pol"),
                client);
    }

    @Test
    void the_grant_is_called_as_the_person_says() {
        Begun device = Devices.begin(client);
        var browser = new Browser(world.issuer());
        Page page = Devices.codePage(browser, person, "/device");
        Page question = Devices.type(browser, page, device.userCode());
        assertTrue(
                question.body().contains("value=\"Living room, Unknown program\""),
                question.body());
        var form = new LinkedHashMap<>(question.hidden("/device/decision"));
        form.put("scope_read", "on");
        form.put("label", " <b>TV\u202e downstairs</b> ");
        form.put("decision", "allow");
        assertEquals(200, browser.post("/device/decision", form).status());
        device.poll().then().statusCode(200);
        assertEquals("bTV downstairs/b", label());
        assertTrue(browser.get("/account").body().contains("bTV downstairs/b"));
    }

    @Test
    void without_a_label_the_grant_is_called_after_client_and_device() {
        Begun device = Devices.begin(client);
        Devices.decide(device, person, "allow");
        device.poll().then().statusCode(200);
        assertEquals("Living room, Unknown program", label());
    }

    private String label() {
        return Rows.string("SELECT label FROM auth.grant_ WHERE person_id = ?", person.id());
    }

    /// V27, RFC 9449 §5: token and refresh token are worth nothing without the key.
    @Test
    void tokens_of_a_device_that_proves_a_key_are_bound_to_it() throws Exception {
        DpopKey key = DpopKey.fresh();
        Begun device = Devices.allowed(client, person);
        Response answer = post("/token", device.look(), key);
        answer.then().statusCode(200).body("token_type", equalTo("DPoP"));
        var claims = SignedJWT.parse(answer.<String>path("access_token")).getJWTClaimsSet();
        assertEquals(Map.of("jkt", key.thumbprint()), claims.getJSONObjectClaim("cnf"));
        assertEquals("bound_token", Issuers.standing(answer.path("access_token")));
        var refreshment = new OAuthClient(client).refreshment(answer.path("refresh_token"));
        refused(OAuthClient.token(refreshment), "invalid_dpop_proof");
        refused(post("/token", refreshment, DpopKey.fresh()), "invalid_grant");
        post("/token", refreshment, key).then().statusCode(200).body("token_type", equalTo("DPoP"));
    }

    /// A device that proves a key when it begins: nobody else gets anything for its code, which has
    /// been shown on a screen.
    @Test
    void a_code_that_was_begun_with_a_key_is_fetched_with_it_alone() {
        DpopKey key = DpopKey.fresh();
        Response begun = post("/device_authorization", Map.of("client_id", client), key);
        begun.then().statusCode(200);
        var device = new Begun(client, begun.path("device_code"), begun.path("user_code"), "");
        Devices.decide(device, person, "allow");
        refused(device.poll(), "invalid_dpop_proof");
        device.rest();
        refused(post("/token", device.look(), DpopKey.fresh()), "invalid_grant");
        device.rest();
        post("/token", device.look(), key).then().statusCode(200);
    }

    @Test
    void a_broken_proof_begins_nothing() {
        String proof = DpopKey.fresh().proof("POST", world.issuer() + "/token").sign();
        given().contentType("application/x-www-form-urlencoded")
                .header("DPoP", proof)
                .body(Browser.encode(Map.of("client_id", client)))
                .post("/device_authorization")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_dpop_proof"));
    }

    private Response post(String path, Map<String, String> form, DpopKey key) {
        return given().contentType("application/x-www-form-urlencoded")
                .header("DPoP", key.proof("POST", world.issuer() + path).sign())
                .body(Browser.encode(form))
                .post(path);
    }

    private void revoke(RevocationType type, String id) {
        var event = Event.of(person.workspace(), "revocation", Instant.now());
        People.bean(Revocations.class)
                .revoke(new RevocationOrder(person.workspace(), type, id, "", event))
                .await()
                .indefinitely();
    }

    /// A code that comes back after it was spent was stolen once.
    @Test
    void a_replayed_code_ends_what_it_gave() {
        Begun device = Devices.allowed(client, person);
        String refresh = device.poll().then().statusCode(200).extract().path("refresh_token");
        refused(device.poll(), "invalid_grant");
        refused(new OAuthClient(client).refresh(refresh), "invalid_grant");
    }

    @Test
    void of_two_looks_at_the_same_moment_one_gets_the_token() {
        try (var races = new Races(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Begun device = allowedQuietly();
                long won =
                        races.run(() -> Wire.token(device.look()).status()).stream()
                                .filter(status -> status == 200)
                                .count();
                assertEquals(1, won, "round " + round);
            }
        }
    }

    /// Past the limit per address.
    private Begun allowedQuietly() {
        String code = OpaqueToken.fresh("carnet_dc_");
        var device = new Begun(client, code, "", "");
        world.write(
                """
                INSERT INTO auth.device_code (hash, user_hash, client_id, scope, resource, address,
                    user_agent, created_at, expires_at, interval_seconds, decision, workspace_id,
                    grant_id, person_id, granted, seq)
                VALUES (?, ?, ?, 'carnet:read', ?, '', '', now(), now() + interval '5 min', 5,
                    'allow', ?, ?, ?, 'carnet:read', (SELECT seq FROM feed.head))
                """,
                device.hash(),
                device.hash(),
                client,
                world.mcpUrl(),
                person.workspace(),
                Ids.fresh("grt"),
                person.id());
        return device;
    }

    private static void refused(Response answer, String error) {
        answer.then().statusCode(400).body("error", equalTo(error));
    }
}
