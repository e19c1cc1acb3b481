package dev.carnet.auth.passkey;

import com.webauthn4j.data.AuthenticationData;
import dev.carnet.auth.factor.Factors;
import dev.carnet.auth.passkey.Ceremony.Verdict;
import dev.carnet.auth.signin.Attempt;
import dev.carnet.auth.signin.Attempts;
import dev.carnet.auth.signin.Authentication;
import dev.carnet.auth.signin.Entrance;
import dev.carnet.auth.signin.Entrance.Gone;
import dev.carnet.auth.signin.HalfOpen;
import dev.carnet.auth.signin.HalfOpens;
import dev.carnet.auth.signin.Strength;
import dev.carnet.shared.audit.AuditLog;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The journey of signing in with a passkey: take an attempt, spend the challenge, find the
/// credential, check the signature, keep its count, open the session. The device has verified the
/// person, so it is both factors at once; for somebody who began with a password it is their second
/// step, and then it has to be their own passkey.
@Singleton
final class PasskeySignIn {

    private final Attempts attempts;
    private final ChallengeStore challenges;
    private final PasskeyStore store;
    private final Ceremony ceremony;
    private final HalfOpens halves;
    private final Entrance entrance;
    private final Pool pool;
    private final AuditLog log;

    PasskeySignIn(
            Attempts attempts,
            ChallengeStore challenges,
            PasskeyStore store,
            Ceremony ceremony,
            HalfOpens halves,
            Entrance entrance,
            Pool pool,
            AuditLog log) {
        this.attempts = attempts;
        this.challenges = challenges;
        this.store = store;
        this.ceremony = ceremony;
        this.halves = halves;
        this.entrance = entrance;
        this.pool = pool;
        this.log = log;
    }

    /// What became of it.
    sealed interface Outcome {

        /// Signed in; the browser gets this cookie.
        record Done(String cookie) implements Outcome {}

        /// No passkey of anybody, or not for this; nobody learns which.
        record Wrong() implements Outcome {}

        /// Too many failures of this address, or of the person who began with a password.
        record TooMany() implements Outcome {}
    }

    /// What was sent.
    ///
    /// @param half what a password began in this browser
    record Answer(Attempt attempt, Optional<HalfOpen> half, Challenge challenge, String json) {}

    /// A signature that is right.
    private record Proven(Answer answer, Credential credential, long count) {}

    Uni<Outcome> attempt(Answer answer) {
        return attempts.take(answer.attempt())
                .chain(taken ->
                        taken ? spent(answer) : Uni.createFrom().item(new Outcome.TooMany()));
    }

    private Uni<Outcome> spent(Answer answer) {
        return challenges
                .spend(answer.challenge(), answer.attempt().now())
                .chain(spent ->
                        spent
                                ? find(answer)
                                : wrong(answer, Optional.empty(), "passkey_challenge"));
    }

    private Uni<Outcome> find(Answer answer) {
        return ceremony.read(answer.json())
                .flatMap(data -> Ceremony.id(data).map(id -> find(answer, data, id)))
                .orElseGet(() -> wrong(answer, Optional.empty(), "passkey"));
    }

    private Uni<Outcome> find(Answer answer, AuthenticationData data, byte[] id) {
        return store.find(pool, id).chain(found -> check(answer, data, found));
    }

    private Uni<Outcome> check(Answer answer, AuthenticationData data, Optional<Credential> found) {
        if (found.isEmpty()) {
            return wrong(answer, found, "passkey_unknown");
        }
        Credential credential = found.get();
        if (answer.half().filter(half -> !half.person().equals(credential.person())).isPresent()) {
            return wrong(answer, found, "passkey_person");
        }
        return switch (ceremony.check(data, credential, answer.challenge())) {
            case Verdict.Right right -> open(new Proven(answer, credential, right.count()));
            case Verdict.Wrong wrong -> wrong(answer, found, wrong.reason());
        };
    }

    private Uni<Outcome> open(Proven proven) {
        return pool.withTransaction(transaction -> use(transaction, proven))
                .chain(gone ->
                        gone.map(this::settled)
                                .orElseGet(() ->
                                        wrong(
                                                proven.answer(),
                                                Optional.of(proven.credential()),
                                                "passkey_counter")));
    }

    private Uni<Optional<Gone>> use(SqlConnection transaction, Proven proven) {
        Attempt attempt = proven.answer().attempt();
        return store.use(transaction, proven.credential(), proven.count(), attempt.now())
                .chain(used ->
                        used
                                ? complete(transaction, proven).map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Gone> complete(SqlConnection transaction, Proven proven) {
        Answer answer = proven.answer();
        var done =
                new Authentication(
                        proven.credential().person(), Strength.PASSKEY, answer.attempt().now());
        return answer.half()
                .map(half -> halves.close(transaction, half).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem())
                .chain(() ->
                        entrance.complete(
                                transaction,
                                answer.attempt(),
                                done,
                                Optional.of(Factors.Kind.PASSKEY.wire())));
    }

    private Uni<Outcome> settled(Gone gone) {
        return log.settle(gone.outboxed()).replaceWith(new Outcome.Done(gone.way().cookie()));
    }

    private Uni<Outcome> wrong(Answer answer, Optional<Credential> credential, String reason) {
        var event =
                answer.attempt()
                        .event("sign_in.fail")
                        .with("sub", credential.map(Credential::person))
                        .with("why", reason)
                        .with("out", "denied");
        return log.append(event).replaceWith(new Outcome.Wrong());
    }
}
