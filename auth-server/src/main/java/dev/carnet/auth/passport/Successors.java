package dev.carnet.auth.passport;

import dev.carnet.auth.passport.LineStore.Going;
import dev.carnet.auth.passport.PresentedPassport.Judged;
import dev.carnet.auth.signing.Signer;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.Ties;
import dev.carnet.shared.standing.StandingStore;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.TokenClaims;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The next passport of a line: same agent, session, parent and mandate, signed anew. The one
/// before it expires by itself.
@ApplicationScoped
class Successors {

    private final PassportStore store = new PassportStore();
    private final LineStore lines = new LineStore();
    private final StandingStore standing;
    private final Signer signer;
    private final Duration longest;
    private final Clock clock;

    Successors(StandingStore standing, Signer signer, ServiceConfig config, Clock clock) {
        this.longest = Duration.ofSeconds(config.passportLineSeconds());
        this.standing = standing;
        this.signer = signer;
        this.clock = clock;
    }

    static String line(TokenClaims claims) {
        return claims.mandate().line().orElse(claims.jti());
    }

    /// An event of the agent that holds the passport.
    Event event(TokenClaims claims, String act) {
        return Event.of(claims.workspace(), act, clock.instant())
                .with("sub", claims.subject())
                .with("kind", "passport")
                .with("jti", claims.jti())
                .with("agent", claims.subject())
                .with("sess", claims.session())
                .with("parent", claims.mandate().parent());
    }

    /// What an agent does with a line.
    enum Step {
        RENEW,
        REPORT,
        /// The last report: nothing comes after it.
        HAND_IN
    }

    /// Has the line go on. Nobody can take it away before the transaction ends.
    Uni<Going> goOn(SqlConnection transaction, TokenClaims claims, Step step) {
        boolean reports = step != Step.RENEW;
        return standing.lost(transaction, Ties.of(claims))
                .invoke(lost ->
                        lost.ifPresent(_ -> {
                            throw new Refused(Refusal.PASSPORT_REVOKED, "It was taken away.");
                        }))
                .chain(() ->
                        reports
                                ? store.hold(transaction, claims.workspace(), claims.subject())
                                : Uni.createFrom().voidItem())
                .chain(() -> store.bearer(transaction, claims.workspace(), claims.subject()))
                .map(found -> found.orElseThrow(Refused::notFound))
                .invoke(Passports::demandActive)
                .invoke(bearer -> demandCovered(bearer, claims, step))
                .chain(bearer -> lines.goOn(transaction, claims, bearer, clock.instant(), reports))
                .map(going ->
                        going.orElseThrow(() ->
                                new Refused(
                                        Refusal.CHECKED_OUT,
                                        "The agent has checked out, or the passport this one comes"
                                                + " from has ended.")))
                .map(going -> demandYoung(claims, step, going));
    }

    /// Who joined a template since then may have less, though nothing was taken away. What was done
    /// with more is reported nevertheless.
    private static void demandCovered(Bearer bearer, TokenClaims claims, Step step) {
        if (step == Step.HAND_IN) {
            return;
        }
        Grounds.demandFactor(bearer);
        if (!bearer.covers(claims)) {
            throw new Refused(
                    Refusal.PASSPORT_REVOKED,
                    "The agent may have less now than this passport says: hand it in at"
                            + " /passports/checkout, and ask for a new one.");
        }
    }

    /// The next passport.
    Uni<Passport> next(SqlConnection transaction, Judged judged, Going going) {
        TokenClaims before = judged.claims();
        if (Words.rests(before) && judged.word().isEmpty()) {
            throw new IllegalStateException("a passport goes on without the word it rests on");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        TokenClaims claims = claims(judged, going, now);
        return store.insert(transaction, claims, going.life(), before.subject(), Through.NONE)
                .chain(() -> signer.sign(claims))
                .map(token -> Passport.issued(claims, token, before.subject()));
    }

    /// Whoever finds a passport can have it renewed, so one that is bound to no key ends some time,
    /// and is asked for anew with what it was asked for before. Whoever renews a bound one proves
    /// each time that they have its key, and a workload brings its platform's word. What is said of
    /// the agent holds for all of them.
    private Optional<Instant> lineEnd(TokenClaims claims, Going going) {
        boolean proven = claims.keyThumbprint().isPresent() || Words.rests(claims);
        return Stream.concat(going.longest().stream(), proven ? Stream.empty() : Stream.of(longest))
                .min(Duration::compareTo)
                .map(going.began()::plus);
    }

    private Going demandYoung(TokenClaims claims, Step step, Going going) {
        boolean old =
                lineEnd(claims, going).filter(end -> !end.isAfter(clock.instant())).isPresent();
        if (old && step != Step.HAND_IN) {
            throw new Refused(
                    Refusal.PASSPORT_EXPIRED,
                    "It began at %s and was renewed for as long as it may be: ask for a new one as"
                                    .formatted(going.began())
                            + " you asked for the first.");
        }
        return going;
    }

    private Instant end(TokenClaims before, Going going, Instant now) {
        Mandate mandate = before.mandate();
        Instant end = earlier(now.plus(going.life()), lineEnd(before, going));
        if (mandate.mode() == Mode.ENFORCED) {
            end = earlier(end, going.interval().map(going.checked()::plus));
        }
        end = earlier(end, going.parentEnd());
        if (!end.isAfter(now)) {
            throw new Refused(
                    Refusal.CHECKPOINT_REQUIRED, "Report at /passports/checkpoint to go on.");
        }
        return end.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant earlier(Instant one, Optional<Instant> other) {
        return other.filter(bound -> bound.isBefore(one)).orElse(one);
    }

    private TokenClaims claims(Judged judged, Going going, Instant now) {
        TokenClaims before = judged.claims();
        Mandate mandate = before.mandate();
        return new TokenClaims(
                        before.issuer(),
                        before.audience(),
                        before.subject(),
                        before.clientId(),
                        Ids.fresh("psp"),
                        now,
                        end(before, going, now),
                        before.scopes(),
                        before.kind(),
                        before.workspace(),
                        judged.seq(),
                        Optional.empty(),
                        Optional.empty(),
                        before.agent(),
                        before.owner(),
                        before.session(),
                        before.intent(),
                        List.of(),
                        before.keyThumbprint())
                .under(
                        new Mandate(
                                mandate.mode(),
                                going.interval(),
                                mandate.intentServices(),
                                mandate.services(),
                                Optional.of(line(before)),
                                mandate.chain()));
    }
}
