package dev.carnet.shared.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes tokens of any header and payload with a real signature over exactly those bytes.
final class Forge {

    static final String ISSUER = "http://127.0.0.1:8480";
    static final String AUDIENCE = "http://127.0.0.1:8490/mcp";
    static final String HEADER = "{\"typ\":\"at+jwt\",\"alg\":\"ES256\",\"kid\":\"sig_1\"}";

    final ECKey key;
    final VerificationKeys keys;

    Forge() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("sig_1").generate();
            var verification =
                    new VerificationKey(
                            "sig_1", VerificationKey.Algorithm.ES256, key.toECPublicKey());
            keys = kid -> kid.equals("sig_1") ? Optional.of(verification) : Optional.empty();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String token(String header, String payload) {
        String input = encode(header) + "." + encode(payload);
        try {
            Base64URL signature =
                    new ECDSASigner(key)
                            .sign(
                                    new com.nimbusds.jose.JWSHeader(
                                            com.nimbusds.jose.JWSAlgorithm.ES256),
                                    input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + signature;
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String token(String payload) {
        return token(HEADER, payload);
    }

    static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    static TokenClaims claims(Instant now) {
        return new TokenClaims(
                ISSUER,
                AUDIENCE,
                "prs_1",
                "cli_1",
                "jti_1",
                now,
                now.plusSeconds(300),
                Set.of(Scope.READ, Scope.WRITE),
                TokenKind.ACCESS,
                "ws_1",
                17,
                Optional.of("grt_1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    static String payload() {
        return ClaimsJson.write(claims(Instant.now()));
    }
}
