package dev.carnet.auth.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.StrictJson;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The check of an ID token (OpenID Connect Core §3.1.3.7): by a key of the issuer with an
/// asymmetric algorithm, for us, of this moment, and to our question.
///
/// @param clientId what we are called there
record IdTokenCheck(String issuer, String clientId) {

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.EdDSA,
                    JWSAlgorithm.Ed25519);

    /// What the token says.
    sealed interface Verdict {

        /// Who it is, by the issuer's name for them.
        ///
        /// @param email their address, if the issuer says that it verified one
        record Subject(String text, Optional<Email> email) implements Verdict {}

        /// Nothing that counts; the reason is for the log.
        record Wrong(String reason) implements Verdict {}
    }

    Verdict check(String jwt, List<JWK> keys, String nonce, Instant now) {
        if (jwt.length() > Limits.ID_TOKEN_CHARACTERS) {
            return new Verdict.Wrong("id_token_too_long");
        }
        try {
            JWSObject signed = JWSObject.parse(jwt);
            return isSigned(signed, keys)
                    ? StrictJson.object(signed.getPayload().toBytes())
                            .map(claims -> check(claims, nonce, now))
                            .orElse(new Verdict.Wrong("id_token_not_json"))
                    : new Verdict.Wrong("id_token_signature");
        } catch (ParseException | IllegalArgumentException notSigned) {
            return new Verdict.Wrong("id_token_not_a_jws");
        }
    }

    private Verdict check(JsonNode claims, String nonce, Instant now) {
        String subject = text(claims, "sub");
        return wrong(claims, nonce, now)
                .or(() ->
                        Optional.of("id_token_subject")
                                .filter(_ ->
                                        subject.isEmpty()
                                                || subject.length() > Limits.SUBJECT_CHARACTERS))
                .<Verdict>map(Verdict.Wrong::new)
                .orElse(new Verdict.Subject(subject, email(claims)));
    }

    /// Only the word `true` verifies: an address without it may be anybody's.
    private static Optional<Email> email(JsonNode claims) {
        JsonNode verified = claims.path("email_verified");
        return verified.isBoolean() && verified.booleanValue()
                ? Email.of(text(claims, "email"))
                : Optional.empty();
    }

    private Optional<String> wrong(JsonNode claims, String nonce, Instant now) {
        if (!text(claims, "iss").equals(issuer)) {
            return Optional.of("id_token_issuer");
        }
        if (!isForUs(claims)) {
            return Optional.of("id_token_audience");
        }
        if (!text(claims, "nonce").equals(nonce)) {
            return Optional.of("id_token_nonce");
        }
        return isOfNow(claims, now) ? Optional.empty() : Optional.of("id_token_time");
    }

    /// One of several audiences only with `azp`, and `azp` never somebody else.
    private boolean isForUs(JsonNode claims) {
        JsonNode audience = claims.path("aud");
        boolean alone = audience.isTextual() && audience.asText().equals(clientId);
        boolean among = false;
        for (JsonNode one : audience) {
            among |= one.isTextual() && one.asText().equals(clientId);
        }
        boolean needsParty = audience.isArray() && audience.size() > 1;
        boolean party = text(claims, "azp").equals(clientId);
        return (alone || among) && (claims.has("azp") ? party : !needsParty);
    }

    private static boolean isOfNow(JsonNode claims, Instant now) {
        long seconds = now.getEpochSecond();
        long skew = Limits.ASSERTION_SKEW.toSeconds();
        return claims.path("exp").isNumber()
                && claims.path("exp").asLong() > seconds - skew
                && claims.path("iat").isNumber()
                && claims.path("iat").asLong() <= seconds + skew;
    }

    private static boolean isSigned(JWSObject signed, List<JWK> keys) {
        return ALGORITHMS.contains(signed.getHeader().getAlgorithm())
                && keys.stream()
                        .filter(key -> isNamed(signed.getHeader(), key))
                        .anyMatch(key -> isSignedBy(signed, key));
    }

    private static boolean isNamed(JWSHeader header, JWK key) {
        return header.getKeyID() == null
                || key.getKeyID() == null
                || header.getKeyID().equals(key.getKeyID());
    }

    private static boolean isSignedBy(JWSObject signed, JWK key) {
        try {
            JWSVerifier verifier =
                    switch (key) {
                        case ECKey ec -> new ECDSAVerifier(ec);
                        case OctetKeyPair pair when Curve.Ed25519.equals(pair.getCurve()) ->
                                new Ed25519Verifier(pair.toPublicJWK());
                        case RSAKey rsa -> new RSASSAVerifier(rsa);
                        default -> throw new JOSEException("not a kind that is accepted");
                    };
            return verifier.supportedJWSAlgorithms().contains(signed.getHeader().getAlgorithm())
                    && signed.verify(verifier);
        } catch (JOSEException notUsable) {
            return false;
        }
    }

    private static String text(JsonNode claims, String name) {
        return claims.path(name).isTextual() ? claims.path(name).asText() : "";
    }
}
