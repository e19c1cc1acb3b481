package dev.carnet.shared.token;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.InvalidJwtSignatureException;

/// Decides whether a compact JWT is a token of ours for this audience (RFC 9068 §4, RFC 8725).
/// SmallRye JWT checks the signature, issuer, audience and expiry with the one key the header's
/// `kid` names in the picture; around it stands what the RFC leaves to the caller: one spelling,
/// one type, one algorithm per key, no header parameter that points elsewhere, no claim twice.
/// Revocation is a separate question.
public final class TokenCheck {

    private static final String NOT_OURS = "signature or registered claims";

    /// No token of ours comes near it; a longer one is refused before it is read.
    public static final int MAX_CHARACTERS = 8192;

    /// How far ahead of ours an issuer's clock may run.
    static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private final String issuer;
    private final Clock clock;

    /// A check of tokens of that issuer.
    public TokenCheck(String issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /// Checks a token that must be meant for that audience, compared byte for byte.
    public TokenVerdict check(String jwt, String audience, VerificationKeys keys) {
        return decide(jwt, Optional.of(audience), keys);
    }

    /// Checks a token whatever its audience: for introspection, revocation and exchange, which
    /// compare the audience with what their caller may see.
    public TokenVerdict checkForAnyAudience(String jwt, VerificationKeys keys) {
        return decide(jwt, Optional.empty(), keys);
    }

    /// Checks a token that may have expired that long ago: for whoever asks for its successor.
    public TokenVerdict checkWithGrace(
            String jwt, String audience, VerificationKeys keys, Duration grace) {
        return decide(jwt, Optional.of(audience), keys, grace);
    }

    private TokenVerdict decide(String jwt, Optional<String> audience, VerificationKeys keys) {
        return decide(jwt, audience, keys, Duration.ZERO);
    }

    private TokenVerdict decide(
            String jwt, Optional<String> audience, VerificationKeys keys, Duration grace) {
        boolean signed = false;
        try {
            CompactToken token = CompactToken.parse(jwt);
            VerificationKey key = key(token, keys);
            boolean registered = verifySignature(jwt, key, audience, grace);
            signed = true;
            demand(registered, NOT_OURS);
            TokenClaims claims = ClaimsJson.read(token.payload());
            demand(claims.issuer().equals(issuer), "another issuer");
            demand(audience.isEmpty() || audience.get().equals(claims.audience()), "audience");
            inTime(claims, grace);
            return new TokenVerdict.Valid(claims, key.kid());
        } catch (BadToken bad) {
            return new TokenVerdict.Invalid(bad.reason(), signed);
        }
    }

    private static VerificationKey key(CompactToken token, VerificationKeys keys) throws BadToken {
        VerificationKey key =
                keys.verificationKey(token.kid())
                        .orElseThrow(() -> new BadToken("no key of that kid"));
        demand(key.algorithm().wire().equals(token.algorithm()), "alg is not the key's");
        return key;
    }

    /// Whether the registered claims hold, too.
    private boolean verifySignature(
            String jwt, VerificationKey key, Optional<String> audience, Duration grace)
            throws BadToken {
        var rules = new JWTAuthContextInfo();
        if (!grace.isZero()) {
            rules.setClockSkew((int) grace.toSeconds());
        }
        rules.setIssuedBy(issuer);
        rules.setSignatureAlgorithm(
                Set.of(SignatureAlgorithm.fromAlgorithm(key.algorithm().wire())));
        audience.ifPresent(one -> rules.setExpectedAudience(Set.of(one)));
        try {
            new DefaultJWTParser(rules).verify(jwt, key.key());
            return true;
        } catch (ParseException refused) {
            demand(isAboutClaims(refused), NOT_OURS);
            return false;
        }
    }

    /// The library looks at the claims only when the signature holds.
    private static boolean isAboutClaims(ParseException refused) {
        return refused.getCause() instanceof InvalidJwtException invalid
                && !(invalid instanceof InvalidJwtSignatureException);
    }

    private void inTime(TokenClaims claims, Duration grace) throws BadToken {
        var now = clock.instant();
        demand(now.isBefore(claims.expiresAt().plus(grace)), "expired");
        demand(!claims.issuedAt().isAfter(now.plus(CLOCK_SKEW)), "issued in the future");
        demand(claims.issuedAt().isBefore(claims.expiresAt()), "ends before it begins");
    }

    private static void demand(boolean holds, String otherwise) throws BadToken {
        if (!holds) {
            throw new BadToken(otherwise);
        }
    }
}
