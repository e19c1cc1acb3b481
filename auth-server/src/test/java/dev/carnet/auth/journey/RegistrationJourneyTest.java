package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RegistrationJourneyTest {

    @Test
    void a_public_client_gets_no_secret() {
        OAuthClient.register(
                        """
                        {"client_name": "Claude Code", "redirect_uris": ["http://localhost/callback"],
                         "token_endpoint_auth_method": "none", "scope": "carnet:read openid",
                         "grant_types": ["authorization_code", "refresh_token", "password"]}
                        """)
                .then()
                .statusCode(201)
                .header("Cache-Control", containsString("no-store"))
                .header("Access-Control-Allow-Origin", equalTo("*"))
                .body("client_id", startsWith("cli_"))
                .body("client_secret", nullValue())
                .body("client_secret_expires_at", nullValue())
                .body("token_endpoint_auth_method", equalTo("none"))
                .body("application_type", equalTo("native"))
                .body("scope", equalTo("carnet:read"))
                .body("response_types", contains("code"))
                .body("grant_types", containsInAnyOrder("authorization_code", "refresh_token"));
    }

    @Test
    void a_confidential_client_sees_its_secret_once_and_no_row_holds_it() {
        var answer =
                OAuthClient.register(
                        """
                        {"redirect_uris": ["https://claude.ai/api/mcp/auth_callback"],
                         "token_endpoint_auth_method": "client_secret_post"}
                        """);
        String secret =
                answer.then()
                        .statusCode(201)
                        .body("client_secret_expires_at", equalTo(0))
                        .extract()
                        .path("client_secret");
        String row =
                Rows.string(
                        "SELECT c::text || encode(secret_hash, 'escape') FROM auth.client c WHERE"
                                + " client_id = ?",
                        answer.<String>path("client_id"));
        assertFalse(row.contains(secret.substring("carnet_cs_".length())));
    }

    @Test
    void is_recorded() {
        String id = OAuthClient.register().clientId;
        assertTrue(
                Rows.strings(
                                """
                                SELECT i.cl FROM audit.index i JOIN audit.log l USING (log_id)
                                WHERE l.workspace_id = ? AND i.act = 'client.register'
                                """,
                                Event.SYSTEM)
                        .contains(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "\"x\"",
                "{\"redirect_uris\":[\"https://a.example/\"],\"redirect_uris\":[]}",
                "{\"redirect_uris\":[\"https://a.example/\"]} trailing",
                "{\"redirect_uris\":[\"https://a.example/\"],\"client_name\":7}",
            })
    void a_body_that_cannot_be_read_is_a_json_error(String body) {
        OAuthClient.register(body)
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_client_metadata"));
    }

    @Test
    void another_media_type_is_a_json_error() {
        given().contentType("text/plain")
                .body("{\"redirect_uris\":[\"https://a.example/\"]}")
                .post("/register")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_client_metadata"));
    }

    @Test
    void no_acceptable_redirect_uri_is_a_json_error() {
        OAuthClient.register("{\"redirect_uris\":[\"javascript:alert(1)\"]}")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_redirect_uri"));
    }

    @Test
    void a_body_of_a_megabyte_is_refused() {
        given().contentType("application/json")
                .body("{\"client_name\":\"" + "x".repeat(900_000) + "\"}")
                .post("/register")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_client_metadata"));
    }

    /// V12, V13: no URL in it is ever fetched.
    @Test
    void no_url_in_a_registration_is_ever_fetched() throws Exception {
        try (var trap = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            trap.setSoTimeout(300);
            String url = "http://127.0.0.1:" + trap.getLocalPort() + "/";
            OAuthClient.register(
                            """
                            {"redirect_uris": ["%1$scb"], "token_endpoint_auth_method": "none",
                             "jwks_uri": "%1$s", "logo_uri": "%1$s", "client_uri": "%1$s",
                             "policy_uri": "%1$s", "tos_uri": "%1$s", "sector_identifier_uri": "%1$s",
                             "backchannel_logout_uri": "%1$s", "request_uris": ["%1$s"],
                             "software_statement": "%1$s"}
                            """
                                    .formatted(url))
                    .then()
                    .statusCode(201)
                    .body("logo_uri", nullValue())
                    .body("jwks_uri", nullValue());
            assertThrows(SocketTimeoutException.class, trap::accept);
        }
    }

    /// V51, V29: what a client calls itself is text on the page and nothing else.
    @Test
    void a_hostile_name_is_harmless_on_the_consent_page() {
        String id =
                OAuthClient.register(
                                """
                                {"client_name": "<script>alert(1)</script>\\u202e{msg:allow}&lt;b&gt;\\n\\"'",
                                 "redirect_uris": ["%s"], "token_endpoint_auth_method": "none"}
                                """
                                        .formatted(OAuthClient.CALLBACK))
                        .path("client_id");
        var browser = new Browser(World.current().issuer());
        var page =
                OAuthClient.consentPage(
                        browser, People.member(Role.OWNER), new OAuthClient(id).request());
        assertEquals(200, page.status());
        assertFalse(page.body().contains("<script"));
        assertFalse(page.body().contains("\u202e"));
        assertTrue(page.body().contains("scriptalert(1)/script{msg:allow}&amp;lt;b&amp;gt;"));
    }

    @Test
    void a_registered_secret_and_a_registered_key_are_proof_at_the_token_endpoint() {
        var secret =
                OAuthClient.register(
                        """
                        {"redirect_uris": ["https://a.example/cb"],
                         "token_endpoint_auth_method": "client_secret_basic"}
                        """);
        given().auth()
                .preemptive()
                .basic(secret.path("client_id"), secret.path("client_secret"))
                .contentType("application/x-www-form-urlencoded")
                .body("grant_type=refresh_token&refresh_token=x")
                .post("/token")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        var key = Machines.key();
        String id =
                OAuthClient.register(
                                """
                                {"redirect_uris": ["https://a.example/cb"],
                                 "token_endpoint_auth_method": "private_key_jwt",
                                 "jwks": {"keys": [%s]}}
                                """
                                        .formatted(key.toPublicJWK().toJSONString()))
                        .then()
                        .statusCode(201)
                        .body("jwks.keys.size()", equalTo(1))
                        .extract()
                        .path("client_id");
        OAuthClient.token(
                        new Machines.Keyed(id, key)
                                .with(
                                        Map.of("grant_type", "refresh_token", "refresh_token", "x"),
                                        World.current().issuer()))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
    }

    @Test
    void a_private_key_is_not_accepted_as_a_public_one() {
        OAuthClient.register(
                        """
                        {"redirect_uris": ["https://a.example/cb"],
                         "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [%s]}}
                        """
                                .formatted(Machines.key().toJSONString()))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_client_metadata"));
    }

    @Test
    void strangers_cannot_get_tokens_of_their_own() {
        String id =
                OAuthClient.register(
                                "{\"redirect_uris\":[\"https://a.example/\"],"
                                        + "\"token_endpoint_auth_method\":\"client_secret_post\"}")
                        .then()
                        .body("grant_types", not(contains("client_credentials")))
                        .extract()
                        .path("client_id");
        assertEquals(
                "{authorization_code,refresh_token}",
                Rows.string("SELECT grant_types::text FROM auth.client WHERE client_id = ?", id));
    }
}
