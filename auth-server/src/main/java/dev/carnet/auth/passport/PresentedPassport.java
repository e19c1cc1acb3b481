package dev.carnet.auth.passport;

import dev.carnet.auth.rest.DoorWitness;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import dev.carnet.shared.token.TokenCheck;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.token.TokenKind;
import dev.carnet.shared.token.TokenVerdict;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a passport says that somebody brings to have it renewed or to report: signed by us, not
/// taken away, alive or not dead for too long.
@ApplicationScoped
class PresentedPassport {

    private final TokenCheck tokens;
    private final PictureHolder pictures;
    private final Audiences audiences;
    private final HolderProofs proofs;
    private final Presentations presentations;
    private final DoorWitness witness;
    private final Words words;
    private final Clock clock;

    PresentedPassport(
            TokenCheck tokens,
            PictureHolder pictures,
            HolderProofs proofs,
            Presentations presentations,
            DoorWitness witness,
            Words words,
            Audiences audiences,
            Clock clock) {
        this.proofs = proofs;
        this.presentations = presentations;
        this.witness = witness;
        this.words = words;
        this.tokens = tokens;
        this.pictures = pictures;
        this.audiences = audiences;
        this.clock = clock;
    }

    /// Its claims, and the feed number they were judged at.
    ///
    /// @param word of the platform, where it goes on with one
    record Judged(TokenClaims claims, long seq, Optional<Vouched> word) {

        Judged with(Optional<Vouched> fresh) {
            return new Judged(claims, seq, fresh);
        }

        /// Uses the word up, if there is one: first in the transaction, as whoever gives by it.
        Uni<Void> use(SqlConnection transaction) {
            return word.map(one -> one.use(transaction))
                    .orElseGet(() -> Uni.createFrom().voidItem());
        }
    }

    /// Judges one that is to go on, with the word it rests on, if it does.
    ///
    /// @param grace how long ago it may have expired
    Uni<Judged> judge(
            RoutingContext routing, String token, Optional<String> assertion, Duration grace) {
        return judge(routing, token, grace)
                .chain(judged ->
                        words.fresh(routing, judged.claims(), assertion).map(judged::with));
    }

    /// Judges it, and the proof of its key if it is bound to one.
    ///
    /// @param grace how long ago it may have expired
    Uni<Judged> judge(RoutingContext routing, String token, Duration grace) {
        return Uni.createFrom()
                .item(() -> judge(token, grace))
                .onFailure()
                .transform(why -> presentations.wrong(routing, why))
                .chain(judged -> proven(routing, token, judged))
                .invoke(judged -> presentations.use(Successors.line(judged.claims())));
    }

    private Uni<Judged> proven(RoutingContext routing, String token, Judged judged) {
        return judged.claims()
                .keyThumbprint()
                .map(key ->
                        proofs.holding(
                                routing,
                                token,
                                key,
                                why -> witness.turnedAway(judged.claims(), why)))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .replaceWith(judged);
    }

    private Judged judge(String token, Duration grace) {
        return switch (pictures.current()) {
            case Fresh fresh -> judge(token, grace, fresh.picture());
            case Stale _ -> throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
        };
    }

    private Judged judge(String token, Duration grace, Picture picture) {
        Instant now = clock.instant();
        return switch (tokens.checkWithGrace(
                token, audiences.shown(token), kid -> picture.verificationKey(kid, now), grace)) {
            case TokenVerdict.Valid valid
                    when valid.claims().kind() == TokenKind.PASSPORT
                            && valid.claims().actors().isEmpty() -> {
                picture.revocation(valid.claims()).ifPresent(why -> refuse(valid.claims(), why));
                yield new Judged(valid.claims(), picture.seq(), Optional.empty());
            }
            case TokenVerdict.Invalid _ when PassportCheck.expired(token, now).equals("expired") ->
                    throw new Refused(Refusal.PASSPORT_EXPIRED, "Ask for a new one.");
            default -> throw new Refused(Refusal.INVALID_TOKEN, "This is no passport that counts.");
        };
    }

    private void refuse(TokenClaims claims, String why) {
        witness.turnedAway(claims, why);
        throw new Refused(Refusal.PASSPORT_REVOKED, "It was taken away: " + why + ".");
    }
}
