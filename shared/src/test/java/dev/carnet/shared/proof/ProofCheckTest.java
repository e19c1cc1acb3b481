package dev.carnet.shared.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import dev.carnet.shared.proof.ProofCheck.Checked;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.secret.Keysets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final String URL = "https://as.example/token";
    private static final ECKey KEY = TestProof.ec(Curve.P_256);
    private static final String PAYLOAD =
            "{\"jti\":\"j1\",\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d}"
                    .formatted(URL, NOW.getEpochSecond());

    private final KeyMac mac = mac();
    private final Nonces nonces = nonces("as", NOW);
    private final ProofCheck check = new ProofCheck(nonces, Duration.ofSeconds(60));

    private static KeyMac mac() {
        try {
            return Keysets.keyMac(Keysets.freshKeyMac());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Nonces nonces(String service, Instant at) {
        return new Nonces(mac, service, Clock.fixed(at, ZoneOffset.UTC));
    }

    private static TestProof good() {
        return TestProof.of(KEY, "ES256", PAYLOAD);
    }

    private Checked check(String proof) throws BadProof {
        return check.check(ProofRequest.forToken(List.of(proof), "POST", URL), false, NOW);
    }

    private String reason(String proof) {
        return assertThrows(BadProof.class, () -> check(proof), proof).reason();
    }

    @Test
    void a_good_proof_names_its_key_and_how_long_it_has_to_be_remembered()
            throws BadProof, JOSEException {
        var holds = assertInstanceOf(Checked.Holds.class, check(good().sign()));
        assertEquals(KEY.computeThumbprint().toString(), holds.key());
        assertEquals("j1", holds.jti());
        assertEquals(NOW.plusSeconds(60), holds.keepUntil());
    }

    @Test
    void takes_every_algorithm_it_announces() throws BadProof {
        var rsa = TestProof.of(TestProof.rsa(2048), "PS256", PAYLOAD);
        assertInstanceOf(Checked.Holds.class, check(rsa.sign()));
        JWK pair = TestProof.ed25519();
        for (String name : List.of("EdDSA", "Ed25519")) {
            assertInstanceOf(
                    Checked.Holds.class, check(TestProof.of(pair, name, PAYLOAD).sign()), name);
        }
        assertEquals(List.of("ES256", "PS256", "EdDSA", "Ed25519"), ProofKeys.ALGORITHMS);
    }

    /// V58, RFC 8725 §3.1, RFC 9449 §4.3: nothing but the listed algorithms, each with a key of its
    /// own kind.
    @Test
    void refuses_other_algorithms_and_keys() {
        assertEquals(
                "proof_algorithm",
                reason(TestProof.of(TestProof.rsa(2048), "RS256", PAYLOAD).sign()));
        assertEquals(
                "proof_algorithm",
                reason(TestProof.of(TestProof.ec(Curve.P_384), "ES384", PAYLOAD).sign()));
        assertEquals(
                "proof_signature",
                reason(TestProof.of(TestProof.rsa(1024), "PS256", PAYLOAD).sign()));
        assertEquals("proof_not_a_jws", reason(good().header("\"ES256\"", "\"none\"").sign()));
        assertEquals("proof_algorithm", reason(good().header("\"ES256\"", "\"HS256\"").sign()));
        assertEquals("proof_signature", reason(good().header("\"ES256\"", "\"PS256\"").sign()));
    }

    @Test
    void refuses_a_signature_of_another_key_or_none() {
        String other = TestProof.ec(Curve.P_256).toPublicJWK().toJSONString();
        assertEquals(
                "proof_signature",
                reason(good().header(KEY.toPublicJWK().toJSONString(), other).sign()));
        String signed = good().sign();
        assertEquals("proof_not_a_jws", reason(signed.substring(0, signed.lastIndexOf('.') + 1)));
        assertEquals(
                "proof_signature",
                reason(signed.substring(0, signed.lastIndexOf('.') + 1) + "A".repeat(86)));
    }

    /// RFC 9449 §4.3, check 7: the private key never belongs there.
    @Test
    void refuses_a_header_that_shows_a_private_or_symmetric_key() {
        String jwk = KEY.toPublicJWK().toJSONString();
        for (String shown :
                List.of(
                        KEY.toJSONString(),
                        "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                        jwk.replace("}", ",\"k\":\"AAAA\"}"))) {
            String reason = reason(good().header(jwk, shown).sign());
            assertEquals(true, reason.equals("proof_key") || reason.equals("proof_not_a_jws"));
        }
        assertEquals("proof_key", reason(good().header(",\"jwk\":" + jwk, "").sign()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "dpop", ""})
    void refuses_what_is_no_proof_by_its_type(String type) {
        assertEquals("proof_type", reason(good().header("dpop+jwt", type).sign()));
    }

    @Test
    void refuses_a_header_it_does_not_understand() {
        assertEquals(
                "proof_crit",
                reason(good().header("{\"typ\"", "{\"crit\":[\"exp\"],\"exp\":1,\"typ\"").sign()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"jti\":\"j1\", | '' | proof_jti",
                "\"j1\" | \"\" | proof_jti",
                "\"j1\" | 7 | proof_jti",
                "\"POST\" | \"GET\" | proof_htm",
                "\"POST\" | \"post\" | proof_htm",
                "\"htm\":\"POST\", | '' | proof_htm",
                "as.example | evil.example | proof_htu",
                "https: | http: | proof_htu",
                "/token | /token/ | proof_htu",
                "/token | /par | proof_htu",
                "\"htu\" | \"x\" | proof_htu",
                "\"iat\" | \"x\" | proof_iat",
                "\"jti\":\"j1\" | \"jti\":\"j1\",\"jti\":\"j2\" | proof_not_json",
            })
    void refuses_claims_that_do_not_fit(String from, String to, String reason) {
        assertEquals(reason, reason(good().payload(from, to).sign()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://AS.example/token",
                "HTTPS://as.example:443/token",
                "https://as.example/%74oken",
                "https://as.example/x/../token",
                "https://as.example/token?a=b#c",
            })
    void compares_urls_in_their_normal_form(String url) throws BadProof {
        assertInstanceOf(Checked.Holds.class, check(good().payload(URL, url).sign()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://as.example:8443/token",
                "https://u@as.example/token",
                "https://as.example./token",
                "//as.example/token",
                "/token",
                "as.example/token",
                "https://as.example/token%2F",
                "urn:token",
                "",
            })
    void does_not_take_one_url_for_another(String url) {
        assertEquals("proof_htu", reason(good().payload(URL, url).sign()));
    }

    /// FAPI 2.0 §5.3.2.1: ten seconds ahead are a clock, more is a stock of proofs.
    @ParameterizedTest
    @CsvSource({"10, ''", "11, proof_from_future", "-60, ''", "-61, proof_too_old"})
    void the_time_has_a_window(long seconds, String reason) throws BadProof {
        String at = Long.toString(NOW.getEpochSecond() + seconds);
        String proof = good().payload(Long.toString(NOW.getEpochSecond()), at).sign();
        if (reason.isEmpty()) {
            assertInstanceOf(Checked.Holds.class, check(proof));
        } else {
            assertEquals(reason, reason(proof));
        }
    }

    @Test
    void there_is_exactly_one_proof_of_moderate_length() {
        String proof = good().sign();
        assertEquals(
                "proof_repeated",
                assertThrows(
                                BadProof.class,
                                () ->
                                        check.check(
                                                ProofRequest.forToken(
                                                        List.of(proof, proof), "POST", URL),
                                                false,
                                                NOW))
                        .reason());
        assertEquals("proof_not_a_jws", reason(proof + "," + proof));
        String padding = "\"x\":\"" + "a".repeat(ProofLimits.CHARACTERS) + "\",\"jti\"";
        assertEquals("proof_too_long", reason(good().payload("\"jti\"", padding).sign()));
        String jti = "j".repeat(ProofLimits.JTI_CHARACTERS + 1);
        assertEquals("proof_jti", reason(good().payload("\"j1\"", "\"" + jti + "\"").sign()));
    }

    /// RFC 9449 §4.3, checks 11 and 12: for this token, by its key.
    @Test
    void at_a_resource_the_proof_is_for_the_token_and_by_its_key() throws Exception {
        String ath = "\"ath\":\"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0\",\"jti\"";
        String proof = good().payload("\"jti\"", ath).sign();
        String key = KEY.computeThumbprint().toString();
        assertInstanceOf(Checked.Holds.class, withToken(proof, "abc", key));
        assertEquals("proof_ath", atResource(proof, "abd", key));
        assertEquals("proof_ath", atResource(good().sign(), "abc", key));
        assertEquals("proof_key_not_the_tokens", atResource(proof, "abc", "another"));
    }

    private Checked withToken(String proof, String token, String key) throws BadProof {
        var asked = ProofRequest.withToken(List.of(proof), "POST", URL, token, key);
        return check.check(asked, false, NOW);
    }

    private String atResource(String proof, String token, String key) {
        return assertThrows(BadProof.class, () -> withToken(proof, token, key)).reason();
    }

    @Test
    void a_nonce_is_demanded_or_not_but_never_wrong() throws BadProof {
        String plain = good().sign();
        var asked = ProofRequest.forToken(List.of(plain), "POST", URL);
        assertInstanceOf(Checked.NonceWanted.class, check.check(asked, true, NOW));
        assertInstanceOf(Checked.NonceWanted.class, check(withNonce("made-up")));
        String fresh = withNonce(nonces.current());
        asked = ProofRequest.forToken(List.of(fresh), "POST", URL);
        assertInstanceOf(Checked.Holds.class, check.check(asked, true, NOW));
    }

    private static String withNonce(String nonce) {
        return good().payload("\"jti\"", "\"nonce\":\"" + nonce + "\",\"jti\"").sign();
    }

    /// Every replica knows every nonce of its service, for two windows; no other service does.
    @Test
    void nonces_roll_and_need_no_memory() {
        Instant middle = Instant.ofEpochSecond(NOW.getEpochSecond() / 60 * 60 + 30);
        String nonce = nonces("as", middle).current();
        for (int seconds : List.of(-60, 0, 29, 60)) {
            assertEquals(
                    true, nonces("as", middle.plusSeconds(seconds)).holds(nonce), "" + seconds);
        }
        assertEquals(false, nonces("as", middle.plusSeconds(120)).holds(nonce));
        assertEquals(false, nonces("as", middle.minusSeconds(120)).holds(nonce));
        assertEquals(false, nonces("mcp", middle).holds(nonce));
        assertEquals(false, nonces("as", middle).holds("!"));
        assertEquals(false, nonces("as", middle).holds("A".repeat(101)));
        assertNotEquals(nonce, nonces("as", middle.plusSeconds(60)).current());
        assertEquals(Optional.empty(), Targets.normal("ftp://x/y"));
    }
}
