package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Clients of today, by the documents they publish and the redirect URIs they then use: discovered,
/// authorized, redeemed and refreshed without any setting for one of them.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DescribedClientsTest {

    private static final String REFRESHING =
            "\"grant_types\": [\"authorization_code\", \"refresh_token\"],"
                    + " \"response_types\": [\"code\"]";

    private final Browser browser = new Browser(World.current().issuer());
    private DescribedWeb web = new DescribedWeb();

    @BeforeEach
    void open() {
        web.close();
        web = new DescribedWeb();
    }

    @AfterEach
    void close() {
        web.close();
    }

    static Stream<Arguments> clients() {
        return Stream.of(
                Arguments.of(
                        "Claude Code",
                        "https://claude.ai/oauth/claude-code-client-metadata",
                        "\"client_uri\": \"https://claude.ai\", \"redirect_uris\":"
                                + " [\"http://localhost/callback\", \"http://127.0.0.1/callback\"],"
                                + " \"token_endpoint_auth_method\": \"none\", "
                                + REFRESHING,
                        List.of(
                                "http://localhost:3118/callback",
                                "http://127.0.0.1:51234/callback",
                                "http://localhost/callback")),
                Arguments.of(
                        "Claude",
                        "https://claude.ai/oauth/mcp-oauth-client-metadata",
                        "\"redirect_uris\": [\"https://claude.ai/api/mcp/auth_callback\"],"
                                + " \"token_endpoint_auth_method\": \"none\", \"grant_types\":"
                                + " [\"authorization_code\", \"refresh_token\","
                                + " \"urn:ietf:params:oauth:grant-type:jwt-bearer\"],"
                                + " \"response_types\": [\"code\"]",
                        List.of("https://claude.ai/api/mcp/auth_callback")),
                Arguments.of(
                        "ChatGPT",
                        "https://chatgpt.com/oauth/a1b2c3/client.json",
                        "\"redirect_uris\":"
                                + " [\"https://chatgpt.com/connector/oauth/a1b2c3\"],"
                                + " \"jwks_uri\": \"https://chatgpt.com/oauth/jwks.json\","
                                + " \"token_endpoint_auth_method\": \"private_key_jwt\","
                                + " \"token_endpoint_auth_signing_alg\": \"RS256\","
                                + " \"token_endpoint_auth_methods_supported\":"
                                + " [\"none\", \"private_key_jwt\"], "
                                + REFRESHING,
                        List.of("https://chatgpt.com/connector/oauth/a1b2c3")),
                Arguments.of(
                        "Visual Studio Code",
                        "https://vscode.dev/oauth/client-metadata.json",
                        "\"logo_uri\": \"https://keys.example/logo.svg\", \"redirect_uris\":"
                                + " [\"http://127.0.0.1:33418/\", \"https://vscode.dev/redirect\"],"
                                + " \"token_endpoint_auth_method\": \"none\","
                                + " \"application_type\": \"native\", "
                                + REFRESHING,
                        List.of("http://127.0.0.1:53127/", "https://vscode.dev/redirect")),
                Arguments.of(
                        "GitHub Copilot CLI",
                        "https://copilot.example/cli/client-metadata.json",
                        "\"redirect_uris\": [\"http://127.0.0.1:33418/\"],"
                                + " \"token_endpoint_auth_method\": \"none\", "
                                + REFRESHING,
                        List.of("http://127.0.0.1:60005/")),
                Arguments.of(
                        "opencode",
                        "https://opencode.ai/oauth/opencode/client.json",
                        "\"redirect_uris\": [\"http://127.0.0.1/mcp/oauth/callback\","
                                + " \"http://localhost/mcp/oauth/callback\"],"
                                + " \"application_type\": \"native\","
                                + " \"token_endpoint_auth_method\": \"none\", "
                                + REFRESHING,
                        List.of("http://127.0.0.1:19876/mcp/oauth/callback")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void go_all_the_way(String name, String id, String members, List<String> redirects) {
        web.serves(id, document(id, name, members));
        Somebody person = People.member(Role.OWNER);
        for (String redirect : redirects) {
            var client = new OAuthClient(id);
            Map<String, String> request = client.request();
            request.put("redirect_uri", redirect);
            Wire.Answer tokens = Wire.token(redemption(client, person, request, redirect));
            assertEquals(200, tokens.status(), tokens.body()::toString);
            Wire.Answer refreshed = Wire.token(client.refreshment(tokens.text("refresh_token")));
            assertEquals(200, refreshed.status(), refreshed.body()::toString);
            assertFalse(refreshed.text("refresh_token").isEmpty());
        }
        assertEquals(1, web.asked(id), "one fetch for everything");
        assertFalse(TestNames.asked().contains("keys.example"), "a logo was fetched");
    }

    private static Map<String, String> redemption(
            OAuthClient client, Somebody person, Map<String, String> request, String redirect) {
        Map<String, String> form = client.redemption(client.code(person, request));
        form.put("redirect_uri", redirect);
        return form;
    }

    static String document(String id, String name, String members) {
        return "{\"client_id\": \""
                + id
                + "\", \"client_name\": \""
                + name
                + "\", "
                + members
                + "}";
    }

    /// Codex and opencode look for both before they use their document.
    @Test
    void the_metadata_says_so() {
        given().get("/.well-known/oauth-authorization-server")
                .then()
                .statusCode(200)
                .body("client_id_metadata_document_supported", equalTo(true))
                .body("token_endpoint_auth_methods_supported", hasItems("none", "private_key_jwt"))
                .body(
                        "token_endpoint_auth_signing_alg_values_supported",
                        hasItems("RS256", "PS256", "ES256", "EdDSA"));
    }

    /// V51, V52: what vouches for the client stands above what it calls itself.
    @Test
    void the_consent_page_shows_the_host_above_the_name() {
        String id = "https://client.example/oauth/" + System.nanoTime();
        web.serves(
                id,
                document(
                        id,
                        "Claude Code <script>",
                        "\"redirect_uris\": [\"https://copilot.example/cb\"],"
                                + " \"logo_uri\": \"https://keys.example/logo.svg\""));
        var client = new OAuthClient(id);
        Map<String, String> request = client.request();
        request.put("redirect_uri", "https://copilot.example/cb");
        Page page = OAuthClient.consentPage(browser, People.member(Role.OWNER), request);
        assertEquals(200, page.status());
        int host = page.body().indexOf("<strong class=\"vouching\">client.example</strong>");
        int name = page.body().indexOf("<strong class=\"client\">Claude Code script</strong>");
        assertTrue(host > 0 && host < name, page::body);
        assertTrue(page.body().contains("<p class=\"host\" aria-labelledby=\"host-label\">"));
        assertTrue(page.body().contains("another host than the one that vouches"));
        assertFalse(page.body().contains("logo.svg"));
    }

    /// V51, V52: nor is the name alone in the list of what a person allowed.
    @Test
    void the_account_page_shows_the_host_beside_the_name() {
        String id = "https://client.example/oauth/" + System.nanoTime();
        web.serves(
                id,
                document(
                        id,
                        "Claude Code",
                        "\"redirect_uris\": [\"" + OAuthClient.CALLBACK + "\"]"));
        Somebody person = People.member(Role.OWNER);
        var client = new OAuthClient(id);
        assertEquals(200, Wire.token(client.redemption(Grants.code(client, person))).status());
        OAuthClient plain = OAuthClient.known();
        assertEquals(200, Wire.token(plain.redemption(Grants.code(plain, person))).status());
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        String page = browser.get("/account").body();
        int name = page.indexOf("<span class=\"small\">Claude Code</span>");
        int host = page.indexOf("<strong class=\"vouching\">client.example</strong>");
        assertTrue(0 < name && name < host, page);
        assertEquals(host, page.lastIndexOf("<strong class=\"vouching\">"), "of that one only");
    }

    @Test
    void a_redirect_that_is_not_in_the_document_is_shown_and_never_used() {
        String id = "https://client.example/oauth/" + System.nanoTime();
        web.serves(id, document(id, "A", "\"redirect_uris\": [\"https://client.example/cb\"]"));
        Map<String, String> request = new OAuthClient(id).request();
        request.put("redirect_uri", "https://client.example/cb2");
        Page page = browser.get("/authorize?" + Browser.encode(request));
        assertEquals(400, page.status());
        assertTrue(page.location().isEmpty());
    }

    /// V24: its tokens work, and end when a workspace revokes the client by its URL.
    @Test
    void its_tokens_end_when_the_client_is_revoked() {
        String id = "https://client.example/oauth/" + System.nanoTime();
        web.serves(id, document(id, "A", "\"redirect_uris\": [\"" + OAuthClient.CALLBACK + "\"]"));
        Somebody person = People.member(Role.OWNER);
        World world = World.current();
        String api = world.issuer() + House.API;
        var client = new OAuthClient(id);
        Map<String, String> request = client.request();
        request.put("resource", api);
        Map<String, String> form = client.redemption(client.code(person, request));
        form.put("resource", api);
        Wire.Answer tokens = Wire.token(form);
        String access = tokens.text("access_token");
        House.bearer(access).get("/me").then().statusCode(200);
        String own =
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(api)
                                .scopes(EnumSet.allOf(Scope.class)));
        House.bearer(own)
                .body(Map.of("type", "client", "id", id))
                .post("/revocations")
                .then()
                .statusCode(200);
        House.bearer(access).get("/me").then().statusCode(401);
        Map<String, String> refresh = client.refreshment(tokens.text("refresh_token"));
        refresh.put("resource", api);
        assertEquals("invalid_grant", Wire.token(refresh).text("error"));
    }

    /// Nothing is stored of such a client but its grants.
    @Test
    void is_never_registered() {
        String id = "https://client.example/oauth/" + System.nanoTime();
        web.serves(id, document(id, "A", "\"redirect_uris\": [\"" + OAuthClient.CALLBACK + "\"]"));
        var client = new OAuthClient(id);
        client.redeem(client.code(People.member(Role.OWNER))).then().statusCode(200);
        assertEquals(List.of(), Rows.strings("SELECT 1 FROM auth.client WHERE client_id = ?", id));
        assertEquals(
                List.of(id),
                Rows.strings("SELECT client_id FROM auth.grant_ WHERE client_id = ?", id));
    }

    /// While the document's host is away, what is held counts; nobody is told to register anew.
    @Test
    void a_host_that_is_away_is_no_reason_to_forget_anything() {
        String id = "https://client.example/oauth/" + System.nanoTime();
        web.serves(id, document(id, "A", "\"redirect_uris\": [\"" + OAuthClient.CALLBACK + "\"]"));
        var client = new OAuthClient(id);
        String refresh =
                client.redeem(client.code(People.member(Role.OWNER))).path("refresh_token");
        web.close();
        assertEquals(200, Wire.token(client.refreshment(refresh)).status());
        var stranger = new OAuthClient(id + "/never-seen");
        Wire.Answer unknown = Wire.tokenOnce(stranger.refreshment(refresh));
        assertEquals(503, unknown.status());
        assertEquals("temporarily_unavailable", unknown.text("error"));
    }

    @Test
    void another_described_client_cannot_use_the_code() {
        String id = "https://client.example/oauth/" + System.nanoTime();
        String callback = "\"redirect_uris\": [\"" + OAuthClient.CALLBACK + "\"]";
        web.serves(id, document(id, "A", callback));
        web.serves(id + "/b", document(id + "/b", "B", callback));
        var client = new OAuthClient(id);
        Map<String, String> form =
                new LinkedHashMap<>(client.redemption(client.code(People.member(Role.OWNER))));
        form.put("client_id", id + "/b");
        assertEquals("invalid_grant", Wire.token(form).text("error"));
    }
}
