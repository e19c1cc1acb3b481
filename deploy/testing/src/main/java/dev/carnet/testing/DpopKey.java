package dev.carnet.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;

/// A key that a client proves possession of (RFC 9449), and proofs that can also be wrong on
/// purpose.
public record DpopKey(ECKey key) {

    /// A fresh key.
    public static DpopKey fresh() {
        try {
            return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// What a bound token has in `cnf.jkt`.
    public String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A proof of this moment for a request without a token.
    public Proof proof(String method, String url) {
        try {
            return new Proof(new ECDSASigner(key), JWSAlgorithm.ES256, key.toPublicJWK())
                    .claim("jti", UUID.randomUUID().toString())
                    .claim("htm", method)
                    .claim("htu", url)
                    .at(Instant.now());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// A proof to be bent and signed.
    public static final class Proof {

        private final JWSSigner signer;
        private final JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder();
        private final JWSHeader.Builder header;

        /// With any signer, algorithm and key, whether they fit or not.
        public Proof(JWSSigner signer, JWSAlgorithm algorithm, JWK jwk) {
            this.signer = signer;
            this.header =
                    new JWSHeader.Builder(algorithm).type(new JOSEObjectType("dpop+jwt")).jwk(jwk);
        }

        /// Another value of a claim; null takes it away.
        public Proof claim(String name, Object value) {
            claims.claim(name, value);
            return this;
        }

        /// Made at that moment.
        public Proof at(Instant moment) {
            claims.issueTime(Date.from(moment));
            return this;
        }

        /// For a request with that access token.
        public Proof token(String accessToken) {
            return claim("ath", hash(accessToken));
        }

        /// With a nonce of the server.
        public Proof nonce(String nonce) {
            return nonce.isEmpty() ? this : claim("nonce", nonce);
        }

        /// Another type in the header.
        public Proof type(String type) {
            header.type(new JOSEObjectType(type));
            return this;
        }

        /// The value of the header `DPoP`.
        public String sign() {
            try {
                var proof = new SignedJWT(header.build(), claims.build());
                proof.sign(signer);
                return proof.serialize();
            } catch (JOSEException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    /// `ath`: the hash of an access token.
    public static String hash(String accessToken) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
