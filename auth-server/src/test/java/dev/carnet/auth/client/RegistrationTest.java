package dev.carnet.auth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.StrictJson;
import dev.carnet.shared.token.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {

    /// The public key of RFC 8037 appendix A.2.
    private static final String OKP =
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                    + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

    @Test
    void drops_unacceptable_redirect_uris_when_another_remains() {
        Registration cursor =
                judge(
                        """
                        {"redirect_uris": ["cursor://anysphere.cursor-mcp/oauth/callback",
                         "javascript:alert(1)", "http://localhost:8787/callback", "foo://bar"]}
                        """);
        assertEquals(
                List.of(
                        "cursor://anysphere.cursor-mcp/oauth/callback",
                        "http://localhost:8787/callback"),
                cursor.redirectUris());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"redirect_uris\":[]}",
                "{\"redirect_uris\":null}",
                "{\"redirect_uris\":[\"http://app.example/cb\",\"javascript:x\"]}",
            })
    void refuses_a_client_without_an_acceptable_redirect_uri(String body) {
        assertRefused(ErrorCode.INVALID_REDIRECT_URI, body);
    }

    @Test
    void refuses_more_redirect_uris_than_any_client_needs() {
        String uris = "\"https://a.example/1\",".repeat(20) + "\"https://a.example/2\"";
        assertRefused(ErrorCode.INVALID_REDIRECT_URI, "{\"redirect_uris\":[" + uris + "]}");
    }

    @Test
    void a_client_for_devices_alone_may_take_no_response() {
        String devices = "\"grant_types\":[\"urn:ietf:params:oauth:grant-type:device_code\"]";
        Registration device = judge("{" + devices + ",\"response_types\":[]}");
        assertEquals(Set.of(GrantType.DEVICE_CODE), device.grants());
        assertRefused(
                ErrorCode.INVALID_CLIENT_METADATA,
                "{" + devices + ",\"response_types\":[\"token\"]}");
        assertRefused(
                ErrorCode.INVALID_CLIENT_METADATA,
                "{\"redirect_uris\":[\"https://a.example/\"],\"response_types\":[]}");
    }

    /// V29: every member has the type the specification gives it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"redirect_uris\":\"https://a.example/\"",
                "\"redirect_uris\":[1]",
                "\"client_name\":{}",
                "\"client_name\":[\"a\"]",
                "\"scope\":[\"carnet:read\"]",
                "\"grant_types\":\"authorization_code\"",
                "\"grant_types\":[null]",
                "\"grant_types\":[]",
                "\"grant_types\":[\"client_credentials\"]",
                "\"grant_types\":[\"refresh_token\"]",
                "\"response_types\":[\"token\"]",
                "\"application_type\":\"desktop\"",
                "\"token_endpoint_auth_method\":\"tls_client_auth\"",
                "\"token_endpoint_auth_method\":7",
                "\"token_endpoint_auth_method\":\"private_key_jwt\"",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"http://a.example/\"",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":7",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{}",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[]}",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
                "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}]}",
            })
    void refuses_metadata_that_is_wrong(String member) {
        String uris =
                member.startsWith("\"redirect_uris\"")
                        ? ""
                        : "\"redirect_uris\":[\"https://a.example/\"],";
        assertRefused(ErrorCode.INVALID_CLIENT_METADATA, "{" + uris + member + "}");
    }

    /// V12, V13: a place for keys that could never be fetched from is refused at once.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keys.example/jwks",
                "file:///etc/passwd",
                "https://127.0.0.1/jwks",
                "https://[::1]/jwks",
                "https://169.254.169.254/latest/",
                "https://[::ffff:10.0.0.1]/jwks",
                "https://0x7f.1/jwks",
                "https://user@keys.example/jwks",
                "https://keys.example/jwks#x",
                "https://keys.example/a/../jwks"
            })
    void refuses_a_place_for_keys_that_could_not_be_fetched_from(String uri) {
        assertRefused(ErrorCode.INVALID_CLIENT_METADATA, keyed("\"jwks_uri\":\"" + uri + "\""));
    }

    @Test
    void keys_stand_in_one_place() {
        String place = "\"jwks_uri\":\"https://keys.example/jwks\"";
        assertEquals(
                java.util.Optional.of("https://keys.example/jwks"),
                judge(keyed(place)).traits().jwksUri());
        String key = "\"jwks\":{\"keys\":[" + OKP + "]}";
        assertTrue(judge(keyed(key)).traits().jwksUri().isEmpty());
        assertRefused(ErrorCode.INVALID_CLIENT_METADATA, keyed(place + "," + key));
    }

    private static String keyed(String member) {
        return "{\"redirect_uris\":[\"https://a.example/\"],"
                + "\"token_endpoint_auth_method\":\"private_key_jwt\","
                + member
                + "}";
    }

    @Test
    void refuses_duplicate_members_depth_and_size() {
        assertTrue(json("{\"a\":1,\"a\":2}").isEmpty());
        assertTrue(json("{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}").isEmpty());
        assertTrue(json("{\"a\":\"" + "x".repeat(40_000) + "\"}").isEmpty());
        assertTrue(json("{} {}").isEmpty());
        assertTrue(json("[]").isEmpty());
    }

    @Test
    void gives_strangers_what_somebody_else_decides_about_and_no_more() {
        Registration claude =
                judge(
                        """
                        {"redirect_uris": ["http://localhost/callback"], "token_endpoint_auth_method": "none",
                         "grant_types": ["authorization_code", "refresh_token", "client_credentials",
                          "urn:ietf:params:oauth:grant-type:jwt-bearer", "password"]}
                        """);
        assertEquals(
                Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.JWT_BEARER),
                claude.grants());
        assertEquals(AuthMethod.NONE, claude.authMethod());
    }

    @Test
    void fills_in_what_a_client_leaves_out() {
        Registration bare = judge("{\"redirect_uris\":[\"http://localhost/cb\"]}");
        assertEquals(ApplicationType.NATIVE, bare.type());
        assertEquals(AuthMethod.CLIENT_SECRET_BASIC, bare.authMethod());
        assertEquals(2, bare.grants().size());
        assertEquals(Set.of(Scope.READ, Scope.WRITE), bare.scopes());
        assertEquals("An unnamed client", bare.name());
        assertEquals(
                ApplicationType.WEB,
                judge("{\"redirect_uris\":[\"https://a.example/cb\"]}").type());
    }

    @Test
    void passes_over_scopes_of_other_systems() {
        assertEquals(
                Set.of(Scope.READ),
                judge(
                                "{\"redirect_uris\":[\"https://a.example/cb\"],"
                                        + "\"scope\":\"openid carnet:read offline_access\"}")
                        .scopes());
    }

    private static Registration judge(String body) {
        return Registration.of(json(body).orElseThrow());
    }

    private static java.util.Optional<com.fasterxml.jackson.databind.JsonNode> json(String body) {
        return StrictJson.object(body.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(ErrorCode code, String body) {
        var refusal = assertThrows(Refusal.class, () -> judge(body));
        assertEquals(code, refusal.code());
    }
}
