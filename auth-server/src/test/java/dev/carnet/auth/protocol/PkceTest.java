package dev.carnet.auth.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PkceTest {

    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @Test
    void agrees_with_the_example_of_rfc_7636() {
        assertEquals(CHALLENGE, Pkce.challenge(VERIFIER));
        assertTrue(Pkce.answers(VERIFIER, CHALLENGE));
    }

    /// RFC 9700 §2.1.1: verifiers of 43 to 128 characters.
    @Test
    void refuses_another_verifier_and_every_length_outside_43_to_128() {
        assertFalse(Pkce.answers(VERIFIER + "x", CHALLENGE));
        for (int length : new int[] {0, 1, 42, 129, 1_000}) {
            String verifier = "a".repeat(length);
            assertFalse(Pkce.answers(verifier, Pkce.challenge(verifier)), length + " characters");
        }
        assertFalse(Pkce.answers(CHALLENGE, CHALLENGE));
    }

    @Test
    void only_a_sha_256_is_a_challenge() {
        assertTrue(Pkce.isChallenge(CHALLENGE));
        assertFalse(Pkce.isChallenge(CHALLENGE + "A"));
        assertFalse(Pkce.isChallenge(CHALLENGE.substring(1)));
        assertFalse(Pkce.isChallenge(CHALLENGE.replace('-', '+')));
    }
}
