package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DiscoveryTest {

    private static final String METADATA = "/.well-known/oauth-authorization-server";

    @Test
    void metadata_says_what_is_true() {
        String issuer = World.current().issuer();
        given().get(METADATA)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", containsString("max-age"))
                .body("issuer", equalTo(issuer))
                .body("authorization_endpoint", equalTo(issuer + "/authorize"))
                .body("token_endpoint", equalTo(issuer + "/token"))
                .body("registration_endpoint", equalTo(issuer + "/register"))
                .body("revocation_endpoint", equalTo(issuer + "/revoke"))
                .body("introspection_endpoint", equalTo(issuer + "/introspect"))
                .body("jwks_uri", equalTo(issuer + "/jwks"))
                .body("response_types_supported", contains("code"))
                .body("code_challenge_methods_supported", contains("S256"))
                .body(
                        "token_endpoint_auth_methods_supported",
                        hasItems(
                                "none",
                                "client_secret_basic",
                                "client_secret_post",
                                "private_key_jwt"))
                .body("introspection_endpoint_auth_methods_supported", not(hasItem("none")))
                .body("authorization_response_iss_parameter_supported", equalTo(true))
                .body("scopes_supported", hasItems("carnet:read", "carnet:write", "carnet:operate"))
                .body("scopes_supported", not(hasItem("offline_access")))
                .body("protected_resources", hasItem(World.current().mcpUrl()))
                .body("id_token_signing_alg_values_supported", nullValue())
                .body("client_id_metadata_document_supported", equalTo(true));
    }

    @Test
    void openid_clients_find_the_same_document() {
        assertEquals(
                given().get(METADATA).asString(),
                given().get("/.well-known/openid-configuration").asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/oauth-authorization-server/mcp",
                "/.well-known/openid-configuration/mcp",
                "/mcp/.well-known/openid-configuration",
            })
    void a_path_that_is_not_the_issuers_has_no_document(String path) {
        given().get(path).then().statusCode(404);
    }

    @Test
    void keys_are_public_and_cacheable() {
        given().get("/jwks")
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("max-age"))
                .body("keys.size()", greaterThan(0))
                .body("keys.kid", hasItem("sig_test"))
                .body("keys.d", not(hasItem(not(nullValue()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {METADATA, "/.well-known/openid-configuration", "/jwks"})
    void pages_of_any_origin_may_read_them(String path) {
        given().header("Origin", "http://localhost:6274")
                .get(path)
                .then()
                .header("Access-Control-Allow-Origin", equalTo("*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {METADATA, "/register", "/token"})
    void browsers_may_ask_first(String path) {
        given().header("Origin", "http://localhost:6274")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,mcp-protocol-version")
                .options(path)
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", equalTo("*"))
                .header("Access-Control-Allow-Methods", containsString("POST"))
                .header("Access-Control-Allow-Headers", containsString("MCP-Protocol-Version"));
    }

    /// RFC 10017: pages are nobody else's.
    @ParameterizedTest
    @ValueSource(strings = {"/signin", "/authorize", "/account", "/consent"})
    void pages_are_readable_by_no_other_origin(String path) {
        given().header("Origin", "http://localhost:6274")
                .get(path)
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    /// V40, V55: links come from configuration, and a foreign name gets nothing at all.
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "a@b"})
    void a_foreign_host_name_is_answered_with_nothing(String host) {
        given().header("Host", host).get(METADATA).then().statusCode(greaterThan(399));
        given().header("Host", "evil.example").get(METADATA).then().statusCode(421);
        given().header("X-Forwarded-Host", "evil.example")
                .get(METADATA)
                .then()
                .body("issuer", equalTo(World.current().issuer()));
    }
}
