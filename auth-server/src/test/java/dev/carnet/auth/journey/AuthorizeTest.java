package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AuthorizeTest {

    private final Browser browser = new Browser(World.current().issuer());

    /// RFC 9700 §4.1, §4.11: nothing is sent to where nobody registered.
    @ParameterizedTest
    @CsvSource({
        "client_id, cli_00000000000000000000",
        "client_id, nobody",
        "client_id, ''",
        "redirect_uri, http://127.0.0.1:7777/callback/x",
        "redirect_uri, http://127.0.0.1:7777/callback?x=1",
        "redirect_uri, http://localhost.evil.example/callback",
        "redirect_uri, https://evil.example/callback",
        "redirect_uri, javascript:alert(1)",
        "redirect_uri, ''",
    })
    void what_is_not_proven_is_shown_and_never_redirected(String name, String value) {
        Page page = authorize(changed(name, value));
        assertEquals(value.startsWith("cli_") || value.equals("nobody") ? 401 : 400, page.status());
        assertEquals(Optional.empty(), page.location());
        assertTrue(page.body().contains("Nothing was sent to the program"));
    }

    /// RFC 9700 §2.1.1, §2.1.2, §4.4: no other response type or method, and `iss` with every error.
    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "response_type, id_token token, unsupported_response_type",
        "response_type, '', invalid_request",
        "code_challenge, '', invalid_request",
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, '', invalid_request",
        "resource, https://evil.example/mcp, invalid_target",
        "scope, openid email, invalid_scope",
        "prompt, none, interaction_required",
        "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
        "request_uri, https://evil.example/r, request_uri_not_supported",
        "response_mode, fragment, invalid_request",
    })
    void what_is_wrong_afterwards_goes_back_with_state_and_iss(
            String name, String value, String error) {
        Page page = authorize(changed(name, value));
        assertEquals(303, page.status());
        assertTrue(page.location().orElseThrow().startsWith(OAuthClient.CALLBACK + "?"));
        assertEquals(Optional.of(error), page.parameter("error"));
        assertEquals(Optional.of("xyz 1&2"), page.parameter("state"));
        assertEquals(Optional.of(World.current().issuer()), page.parameter("iss"));
    }

    /// V8.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "response_type",
                "state",
                "scope",
                "code_challenge",
                "code_challenge_method",
                "prompt",
                "nonsense",
            })
    void a_parameter_sent_twice_is_an_invalid_request(String name) {
        String query = Browser.encode(OAuthClient.known().request());
        Page page = browser.get("/authorize?" + query + "&" + name + "=a&" + name + "=a");
        assertEquals(Optional.of("invalid_request"), page.parameter("error"));
    }

    /// V8, RFC 9700 §4.1: nor twice.
    @ParameterizedTest
    @ValueSource(strings = {"client_id", "redirect_uri"})
    void client_or_redirect_sent_twice_is_shown(String name) {
        var request = OAuthClient.known().request();
        String twice = "&" + name + "=" + Browser.encode(String.valueOf(request.get(name)));
        Page page = browser.get("/authorize?" + Browser.encode(request) + twice);
        assertEquals(400, page.status());
        assertEquals(Optional.empty(), page.location());
    }

    /// mcp-remote looks whether its registration is still known.
    @Test
    void a_program_is_told_about_an_unknown_client_in_json() {
        String query = Browser.encode(new OAuthClient("cli_00000000000000000000").request());
        var answer =
                io.restassured.RestAssured.given()
                        .accept("application/json")
                        .redirects()
                        .follow(false)
                        .urlEncodingEnabled(false)
                        .get("/authorize?" + query);
        assertEquals(401, answer.statusCode());
        assertEquals("invalid_client", answer.path("error"));
    }

    @Test
    void without_a_session_the_way_leads_over_the_sign_in_page_and_back() {
        var request = OAuthClient.known().request();
        Page page = authorize(request);
        assertEquals(303, page.status());
        assertTrue(page.location().orElseThrow().startsWith("/signin?return=%2Fauthorize%3F"));
        Page signIn = browser.get(page.location().orElseThrow());
        assertEquals(
                "/authorize?" + Browser.encode(request), signIn.hidden("/signin").get("return"));
    }

    /// V48, V50: a live session does not replace consent, and a GET never makes a code.
    @Test
    void consent_is_asked_for_every_time() {
        var person = People.member(Role.OWNER);
        OAuthClient client = OAuthClient.known();
        Page first = OAuthClient.consentPage(browser, person, client.request());
        OAuthClient.allow(browser, first);
        Page second = authorize(client.request());
        assertEquals(200, second.status());
        assertTrue(second.body().contains(">Allow</button>"));
        assertTrue(second.body().contains(">Deny</button>"));
    }

    @Test
    void prompt_login_asks_for_the_password_again_and_then_goes_on() {
        var person = People.member(Role.OWNER);
        OAuthClient client = OAuthClient.known();
        OAuthClient.consentPage(browser, person, client.request());
        var request = client.request();
        request.put("prompt", "login");
        Page again = authorize(request);
        assertTrue(again.location().orElseThrow().startsWith("/signin?return="));
        Page signIn = browser.get(again.location().orElseThrow());
        Page back = browser.signIn(signIn, person.email(), People.PASSWORD);
        assertEquals(200, browser.get(back.location().orElseThrow()).status());
    }

    /// RFC 9700 §4.17: a page without script posts nothing to another window. RFC 9700 §4.16, §4.2:
    /// no frame, no referrer, no script, and forms stay here, but for the one whose answer leads to
    /// a client, which may send the browser on.
    @Test
    void every_page_is_framed_safely() {
        Page consent =
                OAuthClient.consentPage(
                        browser, People.member(Role.OWNER), OAuthClient.known().request());
        for (Page page : new Page[] {consent, browser.get("/signin"), authorize(Map.of())}) {
            assertEquals("DENY", page.header("x-frame-options"));
            assertEquals("no-referrer", page.header("referrer-policy"));
            assertEquals("nosniff", page.header("x-content-type-options"));
            assertTrue(page.header("cache-control").contains("no-store"));
            String policy = page.header("content-security-policy");
            assertTrue(policy.contains("default-src 'none'"));
            assertTrue(policy.contains("frame-ancestors 'none'"));
            assertEquals(!page.equals(consent), policy.contains("form-action 'self'"));
            assertFalse(policy.contains("unsafe"));
            assertFalse(page.body().contains("<script"));
            assertFalse(page.body().contains("style="));
        }
    }

    /// V34: nothing that is echoed is markup.
    @Test
    void hostile_parameters_are_not_echoed_as_markup() {
        String hostile = "\"><script>alert(1)</script>";
        for (String name : OAuthClient.known().request().keySet()) {
            Page page = authorize(changed(name, hostile));
            assertFalse(page.body().contains("<script"), name);
        }
        assertFalse(
                browser.get("/signin?return=" + Browser.encode(hostile))
                        .body()
                        .contains("<script"));
        assertFalse(
                browser.get("/setup?token=" + Browser.encode(hostile)).body().contains("<script"));
    }

    /// V20.
    @Test
    void a_huge_scope_is_refused() {
        var request = changed("scope", "carnet:read ".repeat(900));
        assertEquals(Optional.of("invalid_scope"), authorize(request).parameter("error"));
    }

    private Page authorize(Map<String, String> request) {
        return browser.get("/authorize?" + Browser.encode(request));
    }

    private static Map<String, String> changed(String name, String value) {
        var request = new LinkedHashMap<>(OAuthClient.known().request());
        request.put(name, value);
        return request;
    }
}
