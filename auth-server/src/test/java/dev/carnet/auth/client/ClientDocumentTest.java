package dev.carnet.auth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.token.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientDocumentTest {

    private static final String URL = "https://client.example/oauth/doc.json";
    private static final String GOOD =
            """
            {"client_id": "https://client.example/oauth/doc.json", "client_name": "A client",
             "redirect_uris": ["https://client.example/cb", "http://localhost/cb"]}
            """;

    @Test
    void a_document_that_says_the_least_is_a_public_client() {
        ClientDocument read = read(GOOD);
        Client client = read.client();
        assertEquals(URL, client.id());
        assertEquals("A client", client.name());
        assertEquals(Optional.of("client.example"), client.host());
        assertEquals(Set.of(AuthMethod.NONE), read.methods());
        assertEquals(AuthMethod.NONE, client.authMethod());
        assertEquals(Client.Standing.STRANGER, client.standing());
        assertEquals(
                Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN), client.grants());
        assertEquals(Set.of(Scope.READ, Scope.WRITE), client.scopes());
    }

    @Test
    void unacceptable_redirect_uris_are_dropped_and_the_rest_counts() {
        Client client =
                read(with(
                                "\"redirect_uris\": [\"javascript:alert(1)\", \"http://evil.example/\","
                                        + " \"https://client.example/cb\"]"))
                        .client();
        assertEquals(List.of("https://client.example/cb"), client.redirectUris());
    }

    /// Claude Desktop lists a grant of enterprises beside its own.
    @Test
    void other_grants_are_passed_over() {
        Client client =
                read(with(
                                "\"grant_types\": [\"authorization_code\", \"client_credentials\","
                                        + " \"urn:ietf:params:oauth:grant-type:token-exchange\","
                                        + " \"urn:ietf:params:oauth:grant-type:jwt-bearer\"]"))
                        .client();
        assertEquals(Set.of(GrantType.AUTHORIZATION_CODE, GrantType.JWT_BEARER), client.grants());
    }

    /// V12, V29, V46, V52: every rule of the draft and of redirect URIs.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"client_id\": \"https://client.example/oauth/doc.json/\"",
                "\"client_id\": \"https://client.example:443/oauth/doc.json\"",
                "\"client_id\": \"https://CLIENT.example/oauth/doc.json\"",
                "\"client_id\": \"https://evil.example/oauth/doc.json\"",
                "\"client_id\": [\"https://client.example/oauth/doc.json\"]",
                "\"client_id\": null",
                "\"client_name\": \"\"",
                "\"client_name\": \" \\u202e \"",
                "\"client_name\": null",
                "\"client_name\": 7",
                "\"redirect_uris\": null",
                "\"redirect_uris\": []",
                "\"redirect_uris\": \"https://client.example/cb\"",
                "\"redirect_uris\": [\"javascript:alert(1)\"]",
                "\"redirect_uris\": [\"http://client.example/cb\"]",
                "\"client_secret\": \"x\"",
                "\"client_secret\": null",
                "\"client_secret_expires_at\": 0",
                "\"token_endpoint_auth_method\": \"client_secret_basic\"",
                "\"token_endpoint_auth_method\": \"client_secret_post\"",
                "\"token_endpoint_auth_method\": \"client_secret_jwt\"",
                "\"token_endpoint_auth_method\": \"tls_client_auth\"",
                "\"token_endpoint_auth_method\": \"private_key_jwt\"",
                "\"token_endpoint_auth_method\": \"private_key_jwt\", \"jwks\": {\"keys\": []}",
                "\"token_endpoint_auth_method\": \"private_key_jwt\", \"jwks_uri\": \"file:///x\"",
                "\"token_endpoint_auth_methods_supported\": [\"client_secret_basic\"]",
                "\"jwks_uri\": \"http://169.254.169.254/latest\"",
                "\"jwks_uri\": \"https://user@keys.example/jwks\"",
                "\"grant_types\": [\"client_credentials\"]",
                "\"response_types\": [\"token\"]",
            })
    void refuses_what_breaks_a_rule(String member) {
        assertThrows(Refusal.class, () -> read(with(member)));
    }

    @Test
    void refuses_what_is_not_one_object() {
        for (String text : List.of("", "[]", "null", GOOD + GOOD, "{\"client_id\":")) {
            assertThrows(Refusal.class, () -> read(text));
        }
        String twice = GOOD.replace("}", ",\"client_id\": \"" + URL + "\"}");
        assertThrows(Refusal.class, () -> read(twice));
    }

    /// OpenID Connect Relying Party Metadata Choices: either, as the request chooses.
    @Test
    void a_client_may_offer_two_ways_of_authentication() throws Exception {
        ClientDocument both =
                read(
                        with(
                                "\"token_endpoint_auth_method\": \"private_key_jwt\","
                                        + " \"token_endpoint_auth_methods_supported\":"
                                        + " [\"none\", \"private_key_jwt\", \"tls_client_auth\"],"
                                        + " \"jwks_uri\": \"https://keys.example/jwks.json\""));
        assertEquals(Set.of(AuthMethod.NONE, AuthMethod.PRIVATE_KEY_JWT), both.methods());
        assertEquals(AuthMethod.NONE, both.by(new Presented.Name(URL)).authMethod());
        assertThrows(Refusal.class, () -> both.by(new Presented.Secret(URL, "x")));
        ClientDocument keyed =
                read(with("\"token_endpoint_auth_method\": \"private_key_jwt\", " + jwks()));
        assertThrows(Refusal.class, () -> keyed.by(new Presented.Name(URL)));
    }

    @Test
    void keys_stand_in_one_place() throws Exception {
        String both = jwks() + ", \"jwks_uri\": \"https://keys.example/jwks.json\"";
        assertThrows(Refusal.class, () -> read(with(both)));
        String secret = jwks().replace("\"x\":", "\"d\": \"AAAA\", \"x\":");
        assertThrows(Refusal.class, () -> read(with(secret)));
    }

    @Test
    void a_client_without_a_usable_algorithm_has_no_keys() throws Exception {
        String choice = "\"token_endpoint_auth_signing_alg_values_supported\": [\"HS256\"], ";
        String method = "\"token_endpoint_auth_method\": \"private_key_jwt\", ";
        assertThrows(Refusal.class, () -> read(with(choice + method + jwks())));
        assertTrue(read(with(choice + jwks())).algorithms().isEmpty());
    }

    /// V20: any id that begins like a URL has a host to show, or none, and is never a fault.
    @ParameterizedTest
    @CsvSource({
        "https://client.example/x, client.example",
        "https://client.example?x=/y, client.example",
        "https://client.example:8443/x, client.example:8443",
        "https://client.example/[x]^|, client.example",
        "https://[::1]:1/x, [::1]:1",
        "cli_00000000000000000000, ''",
        "https://, ''"
    })
    void the_host_is_what_stands_before_the_path(String id, String host) {
        Client any = read(GOOD).client();
        Client named =
                new Client(
                        id,
                        any.workspace(),
                        any.standing(),
                        any.name(),
                        any.type(),
                        any.authMethod(),
                        any.redirectUris(),
                        any.grants(),
                        any.scopes(),
                        any.resources(),
                        any.jwks(),
                        any.secretMac(),
                        any.traits());
        assertEquals(host, named.host().orElse(""));
    }

    @Test
    void a_redirect_elsewhere_is_known() {
        Client client =
                read(with(
                                "\"redirect_uris\": [\"https://client.example/cb\","
                                        + " \"https://other.example/cb\", \"http://localhost/cb\","
                                        + " \"com.example.app:/cb\"]"))
                        .client();
        assertFalse(elsewhere(client, "https://client.example/cb"));
        assertTrue(elsewhere(client, "https://other.example/cb"));
        assertFalse(elsewhere(client, "http://localhost:3118/cb"));
        assertFalse(elsewhere(client, "com.example.app:/cb"));
    }

    private static boolean elsewhere(Client client, String redirect) {
        return client.leadsElsewhere(client.redirect(redirect).orElseThrow());
    }

    private static String jwks() throws Exception {
        OctetKeyPair key = new OctetKeyPairGenerator(Curve.Ed25519).keyID("k").generate();
        return "\"jwks\": " + new JWKSet(key.toPublicJWK()).toString(true);
    }

    /// The good document with that member instead of its own.
    private static String with(String member) {
        String name = member.substring(1, member.indexOf('"', 1));
        String without =
                GOOD.replaceAll("\"" + name + "\": (\"[^\"]*\"|\\[[^\\]]*\\]),?", "")
                        .replaceAll(",\\s*}", "}")
                        .strip();
        return without.substring(0, without.length() - 1) + ", " + member + "}";
    }

    private static ClientDocument read(String text) {
        return ClientDocument.read(
                URL,
                text.getBytes(StandardCharsets.UTF_8),
                uri -> uri.matches("https://[a-z.]+/[a-z.]+"));
    }
}
