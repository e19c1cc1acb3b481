package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.StrictJson;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The check of a client assertion (RFC 7523 §3 as rfc7523bis tightens it): signed by a registered
/// key with an asymmetric algorithm, for this issuer alone, about the client itself, short-lived.
///
/// @param issuer the only accepted audience, as a single string: neither the token endpoint's URL
///   nor a list, so that an assertion made for somebody else can never be used here
public record AssertionCheck(String issuer) {

    private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

    /// An assertion that holds; whether its `jti` is new is for the store to say.
    ///
    /// @param keepUntil when its `jti` may be forgotten
    public record Accepted(String jti, Instant keepUntil) {}

    /// The subject before anything is verified: only good for finding the client.
    public static String unverifiedSubject(String jwt) {
        return text(claims(parse(jwt)), "sub", "assertion_without_subject");
    }

    /// The header before anything is verified: only good for finding the key.
    static JWSHeader header(String jwt) {
        return parse(jwt).getHeader();
    }

    /// Checks the assertion against the client's keys at that moment.
    public Accepted check(String jwt, Client client, Instant now) {
        return check(
                jwt,
                new Signatory(
                        client.id(),
                        client.jwks().map(ClientKeys::parse).orElse(List.of()),
                        ClientKeys.algorithms(client.traits())),
                now);
    }

    /// Who signs, about themselves.
    public record Signatory(String id, List<JWK> keys, List<JWSAlgorithm> algorithms) {}

    /// Checks the assertion of whoever has those keys.
    public Accepted check(String jwt, Signatory client, Instant now) {
        JWSObject signed = parse(jwt);
        require(isTyped(signed.getHeader()), "assertion_type");
        require(isSigned(signed, client), "assertion_signature");
        JsonNode claims = claims(signed);
        require(text(claims, "sub", "assertion_subject").equals(client.id()), "assertion_subject");
        require(text(claims, "iss", "assertion_issuer").equals(client.id()), "assertion_issuer");
        require(text(claims, "aud", "assertion_audience").equals(issuer), "assertion_audience");
        Instant expires = time(claims, "exp").orElseThrow(() -> invalid("assertion_expiry"));
        require(expires.isAfter(now.minus(Limits.ASSERTION_SKEW)), "assertion_expired");
        require(
                expires.isBefore(now.plus(Limits.ASSERTION_LIFE).plus(Limits.ASSERTION_SKEW)),
                "assertion_lives_too_long");
        require(notInFuture(time(claims, "iat"), now), "assertion_issued_in_future");
        require(notInFuture(time(claims, "nbf"), now), "assertion_not_yet_valid");
        String jti = text(claims, "jti", "assertion_without_jti");
        require(!jti.isEmpty() && jti.length() <= Limits.ASSERTION_JTI_CHARACTERS, "assertion_jti");
        return new Accepted(jti, expires.plus(Limits.ASSERTION_SKEW));
    }

    private static JWSObject parse(String jwt) {
        require(jwt.length() <= Limits.ASSERTION_CHARACTERS, "assertion_too_long");
        try {
            return JWSObject.parse(jwt);
        } catch (ParseException | IllegalArgumentException notSigned) {
            throw invalid("assertion_not_a_jws");
        }
    }

    private static JsonNode claims(JWSObject signed) {
        return StrictJson.object(signed.getPayload().toBytes())
                .orElseThrow(() -> invalid("assertion_not_json"));
    }

    private static boolean isTyped(JWSHeader header) {
        return header.getType() == null || TYPES.contains(lower(header.getType().getType()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// Key and algorithm are ours to choose: `jwk`, `jku` and `x5u` in the header mean nothing, and
    /// the verifiers refuse `crit` (RFC 8725 §3.1, §3.10).
    private static boolean isSigned(JWSObject signed, Signatory client) {
        if (!client.algorithms().contains(signed.getHeader().getAlgorithm())) {
            return false;
        }
        return client.keys().stream()
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
                        case RSAKey rsa -> new RSASSAVerifier(rsa);
                        case OctetKeyPair pair -> new Ed25519Verifier(pair);
                        default -> throw new JOSEException("not a kind that is accepted");
                    };
            return verifier.supportedJWSAlgorithms().contains(signed.getHeader().getAlgorithm())
                    && signed.verify(verifier);
        } catch (JOSEException notUsable) {
            return false;
        }
    }

    private static String text(JsonNode claims, String name, String reason) {
        return Optional.ofNullable(claims.get(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .orElseThrow(() -> invalid(reason));
    }

    private static Optional<Instant> time(JsonNode claims, String name) {
        JsonNode node = claims.get(name);
        if (node == null) {
            return Optional.empty();
        }
        require(node.isNumber() && node.canConvertToLong(), "assertion_time");
        require(node.longValue() >= 0 && node.longValue() < 1L << 40, "assertion_time");
        return Optional.of(Instant.ofEpochSecond(node.longValue()));
    }

    private static boolean notInFuture(Optional<Instant> time, Instant now) {
        return time.map(at -> !at.isAfter(now.plus(Limits.ASSERTION_SKEW))).orElse(true);
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw invalid(reason);
        }
    }

    private static Refusal invalid(String reason) {
        return Refusal.invalidClient(reason);
    }
}
