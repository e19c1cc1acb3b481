package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the metadata promises, asked for.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AdvertisedTest {

    private static final String METADATA = "/.well-known/oauth-authorization-server";

    private final Browser browser = new Browser(World.current().issuer());

    /// G31: one real request for every member there is; a member this test does not know fails it.
    @Test
    void everything_that_is_advertised_is_there() {
        Map<String, Object> metadata = given().get(METADATA).jsonPath().getMap("$");
        assertTrue(metadata.size() > 10);
        metadata.forEach(this::isTrue);
    }

    private void isTrue(String member, Object value) {
        switch (member) {
            case "issuer" -> assertEquals(World.current().issuer(), value);
            case "authorization_endpoint" -> assertEquals(400, browser.get(path(value)).status());
            case "token_endpoint",
                    "revocation_endpoint",
                    "introspection_endpoint",
                    "pushed_authorization_request_endpoint",
                    "device_authorization_endpoint" ->
                    speaksOAuth(path(value));
            case "registration_endpoint" ->
                    given().contentType("application/json")
                            .body("{}")
                            .post(path(value))
                            .then()
                            .statusCode(400)
                            .body("error", equalTo("invalid_redirect_uri"));
            case "jwks_uri" ->
                    given().get(path(value))
                            .then()
                            .statusCode(200)
                            .body("keys.size()", greaterThan(0));
            case "scopes_supported" -> list(value).forEach(scope -> isKnown("scope", scope));
            case "protected_resources" ->
                    list(value).forEach(resource -> isKnown("resource", resource));
            case "response_types_supported" ->
                    list(value).forEach(type -> isKnown("response_type", type));
            case "response_modes_supported" ->
                    list(value).forEach(mode -> isKnown("response_mode", mode));
            case "code_challenge_methods_supported" ->
                    list(value).forEach(method -> isKnown("code_challenge_method", method));
            case "grant_types_supported" -> list(value).forEach(AdvertisedTest::isAGrant);
            case "token_endpoint_auth_methods_supported" ->
                    list(value).forEach(AdvertisedTest::isAMethod);
            case "revocation_endpoint_auth_methods_supported",
                    "introspection_endpoint_auth_methods_supported" ->
                    assertTrue(methods().containsAll(list(value)), member);
            case "authorization_response_iss_parameter_supported" -> {
                var page = browser.get("/authorize?" + Browser.encode(with("prompt", "none")));
                assertEquals(value, page.parameter("iss").isPresent());
            }
            case "ui_locales_supported" ->
                    assertTrue(
                            browser.get("/signin")
                                    .body()
                                    .contains("lang=\"" + list(value).getFirst()),
                            "pages in " + value);
            default -> isMore(member, value);
        }
    }

    /// Algorithms and switches: something that no list of names can be asked for one by one is at
    /// least neither empty nor weak.
    private static void isMore(String member, Object value) {
        if (member.endsWith("_alg_values_supported")) {
            assertTrue(!list(value).isEmpty(), member);
            for (String algorithm : list(value)) {
                assertTrue(
                        List.of("ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256")
                                .contains(algorithm),
                        member + " lists " + algorithm);
            }
            return;
        }
        assertTrue(
                List.of(
                                "client_id_metadata_document_supported",
                                "require_pushed_authorization_requests",
                                "authorization_grant_profiles_supported",
                                "dpop_bound_access_tokens_required",
                                "service_documentation",
                                "op_policy_uri")
                        .contains(member),
                () -> "nothing asks for " + member + " here: add a request for it");
        assertNotEquals("", String.valueOf(value));
    }

    private static String path(Object url) {
        assertTrue(String.valueOf(url).startsWith(World.current().issuer() + "/"), "" + url);
        return String.valueOf(url).substring(World.current().issuer().length());
    }

    @SuppressWarnings("unchecked") // because JSON arrays of the metadata hold strings
    private static List<String> list(Object value) {
        return (List<String>) value;
    }

    private static List<String> methods() {
        return given().get(METADATA).jsonPath().getList("token_endpoint_auth_methods_supported");
    }

    private static void speaksOAuth(String path) {
        given().contentType("application/x-www-form-urlencoded")
                .body("x=1")
                .post(path)
                .then()
                .statusCode(oneOf(400, 401))
                .contentType("application/json")
                .body("error", oneOf("invalid_request", "invalid_client"));
    }

    private Map<String, String> with(String name, String value) {
        var request = OAuthClient.known().request();
        request.put(name, value);
        return request;
    }

    /// The authorization endpoint goes on to the sign-in page.
    private void isKnown(String name, String value) {
        var page = browser.get("/authorize?" + Browser.encode(with(name, value)));
        assertEquals(303, page.status(), name + " " + value);
        assertEquals(Optional.empty(), page.parameter("error"), name + " " + value);
    }

    private static void isAGrant(String grant) {
        given().contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(Map.of("grant_type", grant, "client_id", "cli_x")))
                .post("/token")
                .then()
                .statusCode(oneOf(400, 401))
                .body("error", not(equalTo("unsupported_grant_type")));
    }

    private static void isAMethod(String method) {
        String keys =
                method.equals("private_key_jwt")
                        ? ",\"jwks\":{\"keys\":["
                                + Machines.key().toPublicJWK().toJSONString()
                                + "]}"
                        : "";
        OAuthClient.register(
                        """
                        {"redirect_uris": ["%s"], "token_endpoint_auth_method": "%s"%s}
                        """
                                .formatted(OAuthClient.CALLBACK, method, keys))
                .then()
                .statusCode(201)
                .body("token_endpoint_auth_method", equalTo(method));
    }
}
