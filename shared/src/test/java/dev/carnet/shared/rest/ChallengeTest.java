package dev.carnet.shared.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.carnet.shared.token.Scope;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChallengeTest {

    private static final ProtectedResource API =
            ProtectedResource.of("https://mcp.example/api/v1", "Carnet", "https://auth.example");
    private static final String METADATA =
            "https://mcp.example/.well-known/oauth-protected-resource/api/v1";

    private static final String DPOP = ", DPoP algs=\"ES256 PS256 EdDSA Ed25519\"";

    @Test
    void metadata_stands_where_the_path_is_inserted() {
        assertEquals(METADATA, API.metadataUrl());
        assertEquals(
                "http://127.0.0.1:8490/.well-known/oauth-protected-resource",
                ProtectedResource.of("http://127.0.0.1:8490", "Carnet", "i").metadataUrl());
    }

    @Test
    void a_missing_credential_gets_no_error_code() {
        assertEquals(
                "Bearer resource_metadata=\"" + METADATA + "\"" + DPOP,
                API.challenge().missing(Set.of()));
    }

    @Test
    void a_refused_token_is_named_invalid() {
        assertEquals(
                "Bearer error=\"invalid_token\", error_description=\"The token has expired\","
                        + " resource_metadata=\""
                        + METADATA
                        + "\", scope=\"carnet:read\""
                        + DPOP
                        + ", error=\"invalid_token\"",
                API.challenge().invalidToken(Set.of(Scope.READ), "The token has expired"));
    }

    @Test
    void names_every_scope_the_request_needs() {
        assertEquals(
                "Bearer error=\"insufficient_scope\", error_description=\"More scope is needed\","
                        + " resource_metadata=\""
                        + METADATA
                        + "\", scope=\"carnet:read carnet:operate\""
                        + DPOP,
                API.challenge()
                        .insufficientScope(
                                Set.of(Scope.READ, Scope.OPERATE), "More scope is needed"));
    }

    @Test
    void a_description_cannot_break_out_of_its_quotes() {
        String value = API.challenge().invalidToken(Set.of(), "a\"b\\c\r\nd\u00e9");
        assertFalse(value.matches("(?s).*[\r\n\\\\\u00e9].*"), value);
        assertEquals(
                "Bearer error=\"invalid_token\", error_description=\"a?b?c??d?\","
                        + " resource_metadata=\""
                        + METADATA
                        + "\""
                        + DPOP
                        + ", error=\"invalid_token\"",
                value);
    }

    /// RFC 9449 §7.1: what is wrong with a proof is said in its own scheme.
    @Test
    void a_bad_proof_is_told_the_algorithms_and_where_the_metadata_is() {
        assertEquals(
                "DPoP error=\"use_dpop_nonce\", error_description=\"Again\","
                        + " algs=\"ES256 PS256 EdDSA Ed25519\", resource_metadata=\""
                        + METADATA
                        + "\"",
                API.challenge().noProof("use_dpop_nonce", "Again"));
    }
}
