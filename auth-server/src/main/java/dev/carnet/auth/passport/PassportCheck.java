package dev.carnet.auth.passport;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.token.TokenVerdict;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/// Judges a presented passport by its signature and the picture of this moment.
@ApplicationScoped
class PassportCheck {

    private final TokenCheck tokens;
    private final PictureHolder pictures;
    private final Presentations presentations;
    private final Clock clock;

    PassportCheck(
            TokenCheck tokens, PictureHolder pictures, Presentations presentations, Clock clock) {
        this.presentations = presentations;
        this.tokens = tokens;
        this.pictures = pictures;
        this.clock = clock;
    }

    /// What it is worth. Whoever shows too many that we never signed hears nothing.
    Verdict judge(RoutingContext routing, String token) {
        Verdict verdict = judge(token);
        verdict.jti().ifPresentOrElse(presentations::verify, () -> presentations.unproven(routing));
        return verdict;
    }

    private Verdict judge(String token) {
        return switch (pictures.current()) {
            case Fresh fresh -> judge(token, fresh.picture());
            case Stale _ -> throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
        };
    }

    private Verdict judge(String token, Picture picture) {
        Instant now = clock.instant();
        return switch (tokens.checkForAnyAudience(
                token, kid -> picture.verificationKey(kid, now))) {
            case TokenVerdict.Valid valid when valid.claims().kind() == TokenKind.PASSPORT ->
                    proven(valid.claims(), ended(picture, valid.claims()));
            case TokenVerdict.Valid _ -> Verdict.unproven("invalid");
            case TokenVerdict.Invalid _ -> Verdict.unproven(expired(token, now));
        };
    }

    /// Suspending an agent revokes what it has: that it is suspended says more, because it may be
    /// let go on.
    private static Optional<String> ended(Picture picture, TokenClaims claims) {
        return picture.revocation(claims)
                .map(why ->
                        why.startsWith("agent_") && suspended(picture, claims)
                                ? "agent_suspended"
                                : "revoked");
    }

    private static boolean suspended(Picture picture, TokenClaims claims) {
        return claims.agent()
                .flatMap(agent -> picture.agent(claims.workspace(), agent))
                .filter(agent -> agent.status() == AgentState.Status.SUSPENDED)
                .isPresent();
    }

    private static Verdict proven(TokenClaims claims, Optional<String> ended) {
        return new Verdict(
                ended.isEmpty(),
                ended,
                Optional.of(claims.jti()),
                claims.agent(),
                Optional.of(claims.workspace()),
                claims.session(),
                Optional.of(claims.audience()),
                Optional.of(ScopeList.names(claims.scopes())),
                Intent.of(claims.intent(), claims.mandate().intentServices()),
                Optional.of(
                        PassportMandate.of(
                                claims.mandate().line().orElse(claims.jti()), claims.mandate())),
                Optional.of(claims.issuedAt()),
                Optional.of(claims.expiresAt()));
    }

    /// What the token says of its own end is believed here, because it only names the reason.
    static String expired(String token, Instant now) {
        try {
            Date end = SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime();
            return end != null && !now.isBefore(end.toInstant()) ? "expired" : "invalid";
        } catch (ParseException unreadable) {
            return "invalid";
        }
    }
}
