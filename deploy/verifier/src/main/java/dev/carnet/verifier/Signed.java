package dev.carnet.verifier;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import dev.carnet.verifier.Verdict.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a compact JWT says, once its signature, issuer, audience and times are checked. The header
/// decides nothing but which of the published keys it is, and each key has one algorithm.
final class Signed {

    /// No token of Carnet's is longer.
    private static final int MAX_CHARACTERS = 8192;

    /// How far ahead of ours the signer's clock may run.
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final JWKSource<SecurityContext> keys;
    private final String issuer;
    private final String audience;
    private final Clock clock;

    Signed(JWKSource<SecurityContext> keys, String issuer, String audience, Clock clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    Claims claims(String token, String type) throws Rejected {
        JWSObject jws = parsed(token);
        Rejected.unless(
                jws.getHeader().getType() != null
                        && type.equals(jws.getHeader().getType().getType())
                        && jws.getHeader().getCriticalParams() == null,
                Reason.MALFORMED,
                "another type of token");
        Rejected.unless(isSigned(jws), Reason.SIGNATURE, "no published key signed it");
        Claims claims = Claims.of(jws.getPayload().toJSONObject(), "the payload");
        Rejected.unless(claims.text("iss").equals(issuer), Reason.NOT_FOR_US, "another issuer");
        Rejected.unless(claims.text("aud").equals(audience), Reason.NOT_FOR_US, "another audience");
        inTime(claims);
        return claims;
    }

    private static JWSObject parsed(String token) throws Rejected {
        try {
            Rejected.unless(token.length() <= MAX_CHARACTERS, Reason.MALFORMED, "too long");
            JWSObject jws = JWSObject.parse(token);
            // One token has one spelling: base64url without leftover bits.
            String again =
                    jws.getHeader().toBase64URL()
                            + "."
                            + jws.getPayload().toBase64URL()
                            + "."
                            + Base64URL.encode(jws.getSignature().decode());
            Rejected.unless(again.equals(token), Reason.MALFORMED, "another spelling");
            return jws;
        } catch (ParseException malformed) {
            throw new Rejected(Reason.MALFORMED, "no signed token");
        }
    }

    private boolean isSigned(JWSObject jws) throws Rejected {
        JWSHeader header = jws.getHeader();
        for (JWK key : named(header)) {
            if (key.getAlgorithm() == null || key.getAlgorithm().equals(header.getAlgorithm())) {
                return isSigned(jws, key);
            }
        }
        return false;
    }

    private List<JWK> named(JWSHeader header) throws Rejected {
        Rejected.unless(header.getKeyID() != null, Reason.MALFORMED, "no key is named");
        var matching = new JWKMatcher.Builder().keyID(header.getKeyID()).build();
        try {
            return keys.get(new JWKSelector(matching), null);
        } catch (KeySourceException away) {
            throw new Rejected(Reason.UNAVAILABLE, "the published keys cannot be had");
        }
    }

    private static boolean isSigned(JWSObject jws, JWK key) {
        try {
            return switch (key) {
                case ECKey ec when isES256(jws, ec) -> jws.verify(new ECDSAVerifier(ec));
                case OctetKeyPair pair when isEdDSA(jws, pair) -> edwards(jws, pair);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException wrong) {
            return false;
        }
    }

    private static boolean isES256(JWSObject jws, ECKey key) {
        return jws.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
                && key.getCurve().equals(Curve.P_256);
    }

    private static boolean isEdDSA(JWSObject jws, OctetKeyPair key) {
        return List.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519)
                        .contains(jws.getHeader().getAlgorithm())
                && key.getCurve().equals(Curve.Ed25519);
    }

    /// By the JDK, as the library wants another one for it.
    private static boolean edwards(JWSObject jws, OctetKeyPair key)
            throws GeneralSecurityException {
        byte[] little = key.getDecodedX();
        if (little.length != 32) {
            return false;
        }
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = little[31 - i];
        }
        boolean odd = big[0] < 0;
        big[0] &= 0x7f;
        var point = new EdECPoint(odd, new BigInteger(1, big));
        var checking = Signature.getInstance("Ed25519");
        checking.initVerify(
                KeyFactory.getInstance("Ed25519")
                        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
        checking.update(jws.getSigningInput());
        return checking.verify(jws.getSignature().decode());
    }

    private void inTime(Claims claims) throws Rejected {
        Instant now = clock.instant();
        Instant from = claims.time("iat");
        Instant until = claims.time("exp");
        Rejected.unless(now.isBefore(until), Reason.TIME, "it is over");
        Rejected.unless(!from.isAfter(now.plus(SKEW)), Reason.TIME, "it has not begun");
        Rejected.unless(from.isBefore(until), Reason.TIME, "it ends before it begins");
    }
}
