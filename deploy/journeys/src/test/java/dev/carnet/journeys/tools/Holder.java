package dev.carnet.journeys.tools;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/// Who holds a key and proves it (RFC 9449).
record Holder(ECKey key) {

    static Holder fresh() throws JOSEException {
        return new Holder(new ECKeyGenerator(Curve.P_256).generate());
    }

    /// A proof for one request.
    ///
    /// @param token that goes with it; empty where there is none yet
    String proof(String method, String url, String token)
            throws JOSEException, NoSuchAlgorithmException {
        var claims =
                new JWTClaimsSet.Builder()
                        .jwtID(UUID.randomUUID().toString())
                        .claim("htm", method)
                        .claim("htu", url)
                        .issueTime(Date.from(Instant.now()));
        if (!token.isEmpty()) {
            byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
            claims.claim(
                    "ath",
                    Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(bytes))
                            .toString());
        }
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(key.toPublicJWK())
                        .build();
        var proof = new SignedJWT(header, claims.build());
        proof.sign(new ECDSASigner(key));
        return proof.serialize();
    }
}
