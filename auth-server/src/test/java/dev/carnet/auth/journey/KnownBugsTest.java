package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.client.AuthMethod;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bugs of others that go across several endpoints, each against the running service.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class KnownBugsTest {

    private final Browser browser = new Browser(World.current().issuer());

    /// V30, V44, RFC 9700 §4.8: whatever a client is, a request without a challenge makes no code,
    /// with a method beside it or without.
    @ParameterizedTest
    @EnumSource(AuthMethod.class)
    void no_kind_of_client_gets_around_pkce(AuthMethod method) {
        OAuthClient client = OAuthClient.known();
        World.current()
                .write(
                        "UPDATE auth.client SET token_endpoint_auth_method = ? WHERE client_id = ?",
                        method.wire(),
                        client.clientId);
        for (String left : List.of("S256", "plain", "")) {
            var request = new LinkedHashMap<>(client.request());
            request.remove("code_challenge");
            request.put("code_challenge_method", left);
            Page page = browser.get("/authorize?" + Browser.encode(request));
            assertEquals(Optional.of("invalid_request"), page.parameter("error"));
            assertEquals(Optional.empty(), page.parameter("code"));
        }
    }

    /// RFC 9700 §4.8: no code can even be stored without a challenge, so there is none that a
    /// verifier could be sent for in vain, and none that is redeemed without a verifier.
    @Test
    void no_code_exists_without_a_challenge() {
        OAuthClient client = OAuthClient.known();
        String code = Grants.code(client, People.member(Role.OWNER));
        assertThrows(
                IllegalStateException.class,
                () ->
                        World.current()
                                .write(
                                        "UPDATE auth.code SET code_challenge = NULL WHERE"
                                                + " client_id = ?",
                                        client.clientId));
        var form = client.redemption(code);
        form.remove("code_verifier");
        OAuthClient.token(form).then().statusCode(400).body("error", equalTo("invalid_request"));
    }

    /// V62, RFC 9700 §2.3: the audience is the resource that was asked for, to the end, whichever
    /// it is.
    @Test
    void the_audience_is_the_resource_of_the_request() throws ParseException {
        var person = People.member(Role.OWNER);
        String mcp = World.current().mcpUrl();
        for (String resource :
                List.of(
                        mcp,
                        World.current().issuer() + "/api/v1",
                        mcp.replace("/mcp", "/api/v1"))) {
            OAuthClient client = OAuthClient.known();
            var request = client.request();
            request.put("resource", resource);
            var form = client.redemption(client.code(person, request));
            form.put("resource", resource);
            String token =
                    OAuthClient.token(form).then().statusCode(200).extract().path("access_token");
            assertEquals(List.of(resource), SignedJWT.parse(token).getJWTClaimsSet().getAudience());
        }
    }

    /// V62: nobody signs in for a resource that nobody knows.
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/mcp", "mcp", "urn:x", "http://127.0.0.1"})
    void an_unknown_resource_is_refused_before_anybody_signs_in(String resource) {
        var request = OAuthClient.known().request();
        request.put("resource", resource);
        Page page = browser.get("/authorize?" + Browser.encode(request));
        assertEquals(Optional.of("invalid_target"), page.parameter("error"));
    }

    /// G16: a client that registers for a foreign resource gets nothing by it, and its tokens are
    /// good at the resource of the request only.
    @Test
    void a_resource_in_a_registration_means_nothing() {
        String id =
                OAuthClient.register(
                                """
                                {"redirect_uris": ["%s"], "token_endpoint_auth_method": "none",
                                 "resource": "%s/api/v1", "audience": "https://evil.example",
                                 "resources": ["https://evil.example/mcp"]}
                                """
                                        .formatted(OAuthClient.CALLBACK, World.current().issuer()))
                        .then()
                        .statusCode(201)
                        .body("resource", nullValue())
                        .body("audience", nullValue())
                        .body("resources", nullValue())
                        .extract()
                        .path("client_id");
        OAuthClient client = new OAuthClient(id);
        var code = Grants.code(client, People.member(Role.OWNER));
        String token = client.redeem(code).then().statusCode(200).extract().path("access_token");
        given().auth().oauth2(token).get("/api/v1/me").then().statusCode(401);
    }

    /// V24: what was revoked is dead at the REST API as well, on the next request.
    @Test
    void a_revoked_token_opens_no_rest_api() {
        var person = People.member(Role.OWNER);
        OAuthClient client = OAuthClient.known();
        var request = client.request();
        String api = World.current().issuer() + "/api/v1";
        request.put("resource", api);
        var form = client.redemption(client.code(person, request));
        form.put("resource", api);
        String token =
                OAuthClient.token(form).then().statusCode(200).extract().path("access_token");
        given().auth().oauth2(token).get("/api/v1/me").then().statusCode(200);
        given().contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(Map.of("token", token, "client_id", client.clientId)))
                .post("/revoke")
                .then()
                .statusCode(200);
        given().auth().oauth2(token).get("/api/v1/me").then().statusCode(401);
    }

    /// V25: there is no session iframe to ask, and no page frames another.
    @Test
    void there_is_no_session_iframe() {
        given().get("/.well-known/openid-configuration")
                .then()
                .body("$", not(hasKey("check_session_iframe")))
                .body("$", not(hasKey("end_session_endpoint")));
        Page consent =
                OAuthClient.consentPage(
                        browser, People.member(Role.OWNER), OAuthClient.known().request());
        for (Page page : List.of(consent, browser.get("/signin"), browser.get("/account"))) {
            assertFalse(page.body().contains("<iframe"));
            assertFalse(page.body().contains("postMessage"));
        }
        assertTrue(consent.header("content-security-policy").contains("default-src 'none'"));
    }

    /// V31: empty, blank and missing give the default at the end, too, and never more than was
    /// consented to.
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   "})
    void an_empty_scope_is_the_default_to_the_end(String scope) {
        OAuthClient client = OAuthClient.known();
        var request = client.request();
        request.put("scope", scope);
        String code = client.code(People.member(Role.OWNER), request);
        var form = client.redemption(code);
        form.put("scope", scope);
        String refresh =
                OAuthClient.token(form)
                        .then()
                        .statusCode(200)
                        .body("scope", equalTo("carnet:read carnet:write"))
                        .extract()
                        .path("refresh_token");
        var again = client.refreshment(refresh);
        again.put("scope", scope);
        OAuthClient.token(again)
                .then()
                .statusCode(200)
                .body("scope", equalTo("carnet:read carnet:write"));
    }

    /// V50: no address and no method but the form's own makes a code.
    @Test
    void nothing_but_the_posted_form_makes_a_code() {
        var person = People.member(Role.OWNER);
        OAuthClient client = OAuthClient.known();
        Page page = OAuthClient.consentPage(browser, person, client.request());
        var form = new LinkedHashMap<>(page.hidden("/consent"));
        form.put("scope_read", "on");
        form.put("decision", "allow");
        for (Page answer :
                List.of(
                        browser.get("/consent?" + Browser.encode(form)),
                        browser.get(
                                "/authorize?"
                                        + Browser.encode(client.request())
                                        + "&decision=allow&prompt=consent"),
                        browser.post("/authorize?" + Browser.encode(client.request()), form))) {
            assertEquals(Optional.empty(), answer.parameter("code"));
        }
        assertEquals(
                "0",
                Rows.string("SELECT count(*) FROM auth.code WHERE client_id = ?", client.clientId));
    }

    /// V48: a client that nobody knew a moment ago sees consent with a live session, too.
    @Test
    void a_client_that_just_registered_is_consented_to() {
        OAuthClient.consentPage(browser, People.member(Role.OWNER), OAuthClient.known().request());
        OAuthClient fresh = OAuthClient.register();
        Page page = browser.get("/authorize?" + Browser.encode(fresh.request()));
        assertEquals(200, page.status());
        assertTrue(page.body().contains(">Allow</button>"));
    }

    /// V33: a page token is not a piece of SQL, nor anything that was not sealed here.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR 1=1 --",
                "eyJjcmVhdGVkX2F0IjoiMjAyNi0wMS0wMSJ9",
                "1; DROP TABLE auth.client",
                "AAAA",
            })
    void a_forged_page_token_is_refused(String cursor) {
        var person = People.member(Role.OWNER);
        String token =
                World.current()
                        .token(
                                World.current()
                                        .claims(person.workspace(), person.id())
                                        .audience(World.current().issuer() + "/api/v1"));
        given().auth()
                .oauth2(token)
                .queryParam("cursor", cursor)
                .get("/api/v1/keys")
                .then()
                .statusCode(400);
    }

    /// V34: a query that cannot be read is refused in words on every page, and is no fault.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/authorize",
                "/signin",
                "/setup",
                "/account",
                "/account/people",
                "/account/password",
                "/account/sessions",
                "/account/workspaces",
                "/device",
                "/invitation",
                "/reset",
            })
    void a_query_that_cannot_be_read_is_no_fault(String path) {
        for (String query : List.of("x=%00", "x=%c3", "carnet_workspace=%ff&a", "&".repeat(100))) {
            assertTrue(browser.get(path + "?" + query).status() < 500, path + "?" + query);
        }
    }
}
