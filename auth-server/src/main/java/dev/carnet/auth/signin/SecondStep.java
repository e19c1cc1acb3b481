package dev.carnet.auth.signin;

import dev.carnet.auth.factor.Factors;
import dev.carnet.auth.signin.Entrance.Gone;
import dev.carnet.shared.audit.AuditLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The journey of the second step: take an attempt, take one of the few tries of this sign-in,
/// spend the code, end what was half open, open the session.
@Singleton
final class SecondStep {

    private final Attempts attempts;
    private final HalfOpens halves;
    private final Factors factors;
    private final Entrance entrance;
    private final Pool pool;
    private final AuditLog log;

    SecondStep(
            Attempts attempts,
            HalfOpens halves,
            Factors factors,
            Entrance entrance,
            Pool pool,
            AuditLog log) {
        this.attempts = attempts;
        this.halves = halves;
        this.factors = factors;
        this.entrance = entrance;
        this.pool = pool;
        this.log = log;
    }

    /// What became of it.
    sealed interface Outcome {

        /// Signed in; the browser gets this cookie.
        record Done(String cookie) implements Outcome {}

        /// No code of the person, or used before: nobody learns which.
        record Wrong() implements Outcome {}

        /// Too many failures of this person or this address.
        record TooMany() implements Outcome {}

        /// Nothing is half open any more: it begins anew.
        record Over() implements Outcome {}
    }

    Uni<Outcome> attempt(HttpServerRequest request, HalfOpen half, String typed) {
        Attempt attempt = attempts.of(request, half.email());
        return attempts.take(attempt)
                .chain(taken ->
                        taken
                                ? tried(attempt, half, typed)
                                : Uni.createFrom().item(new Outcome.TooMany()));
    }

    private Uni<Outcome> tried(Attempt attempt, HalfOpen half, String typed) {
        return halves.take(half, attempt.now())
                .chain(left ->
                        left
                                ? proven(attempt, half, typed)
                                : Uni.createFrom().item(new Outcome.Over()));
    }

    private Uni<Outcome> proven(Attempt attempt, HalfOpen half, String typed) {
        return pool.withTransaction(transaction ->
                        factors.spend(transaction, half.person(), typed, attempt.now())
                                .chain(kind -> finish(transaction, attempt, half, kind)))
                .chain(finished ->
                        finished.map(this::settled).orElseGet(() -> wrong(attempt, half)));
    }

    private Uni<Optional<Gone>> finish(
            SqlConnection transaction,
            Attempt attempt,
            HalfOpen half,
            Optional<Factors.Kind> kind) {
        return kind.map(known ->
                        halves.close(transaction, half)
                                .chain(closed ->
                                        closed
                                                ? open(transaction, attempt, half, known)
                                                : Uni.createFrom().item(Optional.<Gone>empty())))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Gone>> open(
            SqlConnection transaction, Attempt attempt, HalfOpen half, Factors.Kind kind) {
        var done =
                new Authentication(
                        half.person(), Strength.TWO_FACTORS, attempt.now(), half.through());
        return entrance.complete(transaction, attempt, done, Optional.of(kind.wire()))
                .map(Optional::of);
    }

    private Uni<Outcome> settled(Gone gone) {
        return log.settle(gone.outboxed()).replaceWith(new Outcome.Done(gone.way().cookie()));
    }

    private Uni<Outcome> wrong(Attempt attempt, HalfOpen half) {
        var event =
                attempt.event("sign_in.fail")
                        .with("sub", half.person())
                        .with("why", "second_step")
                        .with("out", "denied");
        return log.append(event).replaceWith(new Outcome.Wrong());
    }
}
