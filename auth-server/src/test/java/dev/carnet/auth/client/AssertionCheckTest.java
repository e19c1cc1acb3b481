package dev.carnet.auth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.token.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssertionCheckTest {

    private static final String ISSUER = "http://127.0.0.1:8480";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final long T = NOW.getEpochSecond();
    private static ECKey ec;
    private static ECKey foreign;
    private static RSAKey rsa;

    private final AssertionCheck check = new AssertionCheck(ISSUER);

    @BeforeAll
    static void keys() throws Exception {
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        foreign = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    }

    @Test
    void accepts_every_algorithm_it_lists() throws Exception {
        assertEquals("j1", accepted(sign(JWSAlgorithm.ES256, new ECDSASigner(ec), claims())));
        assertEquals("j1", accepted(sign(JWSAlgorithm.RS256, new RSASSASigner(rsa), claims())));
        assertEquals("j1", accepted(sign(JWSAlgorithm.PS256, new RSASSASigner(rsa), claims())));
    }

    /// V59: nobody else's audience, and no list that hides ours among others.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"http://127.0.0.1:8480\" | [\"http://127.0.0.1:8480\"]",
                "\"http://127.0.0.1:8480\" | \"http://127.0.0.1:8480/token\"",
                "\"http://127.0.0.1:8480\" | \"http://127.0.0.1:8480/\"",
                "\"http://127.0.0.1:8480\" | [\"http://127.0.0.1:8480\",\"https://evil.example\"]",
                "\"iss\":\"cli_1\" | \"iss\":\"cli_2\"",
                "\"iss\":\"cli_1\", | ''",
                "\"sub\":\"cli_1\" | \"sub\":\"cli_2\"",
                "\"jti\":\"j1\" | \"jti\":\"\"",
                "\"jti\":\"j1\" | \"jti\":7",
                ",\"jti\":\"j1\" | ''",
                "\"exp\":%d | \"exp\":\"soon\"",
                "\"exp\":%d, | ''",
                "\"exp\":%d | \"exp\":9000000000000000000",
                "\"jti\":\"j1\" | \"jti\":\"j1\",\"nbf\":9000000000000000000",
                "\"jti\":\"j1\" | \"jti\":\"j1\",\"iat\":-9000000000000000000",
                "\"jti\":\"j1\" | \"jti\":\"j1\",\"nbf\":99999999999",
                "\"jti\":\"j1\" | \"jti\":\"j1\",\"iat\":99999999999",
                "\"jti\":\"j1\" | \"jti\":\"j1\",\"aud\":\"http://127.0.0.1:8480\"",
            })
    void refuses_claims_that_differ(String from, String to) throws Exception {
        String changed = claims().replace(from.formatted(T + 60), to);
        assertRefused(sign(JWSAlgorithm.ES256, new ECDSASigner(ec), changed));
    }

    @Test
    void refuses_what_is_expired_or_lives_too_long() throws Exception {
        assertRefused(sign(JWSAlgorithm.ES256, new ECDSASigner(ec), claims(T - 61)));
        assertRefused(sign(JWSAlgorithm.ES256, new ECDSASigner(ec), claims(T + 3_600)));
    }

    @Test
    void refuses_a_foreign_key_and_every_flipped_byte_of_the_signature() throws Exception {
        assertRefused(sign(JWSAlgorithm.ES256, new ECDSASigner(foreign), claims()));
        String good = sign(JWSAlgorithm.ES256, new ECDSASigner(ec), claims());
        String head = good.substring(0, good.lastIndexOf('.') + 1);
        byte[] signature = Base64.getUrlDecoder().decode(good.substring(head.length()));
        for (int i = 0; i < signature.length; i++) {
            byte[] flipped = signature.clone();
            flipped[i] ^= 1;
            assertRefused(head + base64(flipped));
        }
        assertRefused(head + base64(new byte[64]));
        assertRefused(head);
    }

    /// V58, RFC 8725 §2.1: neither no signature, nor the public key as a secret.
    @Test
    void refuses_other_algorithms() throws Exception {
        byte[] publicKey = ec.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        assertRefused(sign(JWSAlgorithm.HS256, new MACSigner(publicKey), claims()));
        assertRefused(
                base64("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                        + "."
                        + base64(claims().getBytes(StandardCharsets.UTF_8))
                        + ".");
    }

    @Test
    void refuses_a_header_that_brings_its_own_key_a_wrong_type_or_crit() throws Exception {
        var own =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID("ec")
                        .jwk(foreign.toPublicJWK())
                        .build();
        assertRefused(sign(own, new ECDSASigner(foreign), claims()));
        var typed =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("at+jwt"))
                        .build();
        assertRefused(sign(typed, new ECDSASigner(ec), claims()));
        var critical =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .criticalParams(Set.of("b64x"))
                        .customParam("b64x", true)
                        .build();
        assertRefused(sign(critical, new ECDSASigner(ec), claims()));
    }

    @Test
    void refuses_an_overlong_assertion() {
        assertRefused("a".repeat(9_000));
    }

    private String accepted(String jwt) {
        return check.check(jwt, client(), NOW).jti();
    }

    private void assertRefused(String jwt) {
        assertThrows(Refusal.class, () -> check.check(jwt, client(), NOW));
    }

    private static String claims() {
        return claims(T + 60);
    }

    private static String claims(long expires) {
        return "{\"iss\":\"cli_1\",\"sub\":\"cli_1\",\"aud\":\"%s\",\"exp\":%d,\"jti\":\"j1\"}"
                .formatted(ISSUER, expires);
    }

    private static String sign(JWSAlgorithm algorithm, JWSSigner signer, String claims)
            throws Exception {
        return sign(new JWSHeader(algorithm), signer, claims);
    }

    private static String sign(JWSHeader header, JWSSigner signer, String claims) throws Exception {
        var jws = new JWSObject(header, new Payload(claims));
        jws.sign(signer);
        return jws.serialize();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Client client() {
        List<JWK> keys = List.of(ec.toPublicJWK(), rsa.toPublicJWK());
        return new Client(
                "cli_1",
                Optional.empty(),
                Client.Standing.STRANGER,
                "Test",
                ApplicationType.WEB,
                AuthMethod.PRIVATE_KEY_JWT,
                List.of("https://a.example/cb"),
                Set.of(GrantType.AUTHORIZATION_CODE),
                Set.of(Scope.READ),
                List.of(),
                Optional.of(ClientKeys.accept(new JWKSet(keys).toString(true))),
                Optional.empty(),
                Traits.ORDINARY);
    }
}
