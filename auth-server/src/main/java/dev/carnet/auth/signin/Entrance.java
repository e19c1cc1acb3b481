package dev.carnet.auth.signin;

import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Where every way of signing in comes to its end: whoever has a second factor is sent to the
/// second step, and only a sign-in that is complete gets a session, in one transaction with its
/// event.
@Singleton
public final class Entrance {

    private final Sessions sessions;
    private final HalfOpens halves;
    private final EnrolledStore enrolled;
    private final Attempts attempts;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;

    Entrance(
            Sessions sessions,
            HalfOpens halves,
            EnrolledStore enrolled,
            Attempts attempts,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log) {
        this.sessions = sessions;
        this.halves = halves;
        this.enrolled = enrolled;
        this.attempts = attempts;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
    }

    /// How far somebody came, and the `Set-Cookie` header for it.
    public sealed interface Way {

        /// The header.
        String cookie();

        /// Signed in.
        record In(String cookie) implements Way {}

        /// The second step is still to come.
        record Half(String cookie) implements Way {}
    }

    /// A way that is committed and not yet in the log.
    public record Gone(Way way, Outboxed outboxed) {}

    /// After a password or another provider's word.
    public Uni<Way> firstStep(Attempt attempt, Authentication first) {
        return pool.withTransaction(transaction -> firstStep(transaction, attempt, first))
                .call(gone -> log.settle(gone.outboxed()))
                .map(Gone::way);
    }

    private Uni<Gone> firstStep(SqlConnection transaction, Attempt attempt, Authentication first) {
        return enrolled.ofUnchanged(transaction, first.person())
                .chain(has ->
                        has.any()
                                ? half(transaction, attempt, first)
                                : complete(transaction, attempt, first, Optional.empty()));
    }

    private Uni<Gone> half(SqlConnection transaction, Attempt attempt, Authentication first) {
        var event =
                attempt.event("sign_in.first_step")
                        .with("sub", first.person())
                        .with("id", first.through().map(Through::provider))
                        .with("out", "ok");
        return halves.open(transaction, first)
                .call(() -> attempts.giveBack(transaction, attempt))
                .chain(cookie ->
                        outbox.put(transaction, event)
                                .map(outboxed -> new Gone(new Way.Half(cookie), outboxed)));
    }

    /// After everything that is asked of the person.
    ///
    /// @param kind the factor of the last step, for the log
    public Uni<Gone> complete(
            SqlConnection transaction,
            Attempt attempt,
            Authentication done,
            Optional<String> kind) {
        var event =
                attempt.event("sign_in.ok")
                        .with("sub", done.person())
                        .with("kind", kind)
                        .with("id", done.through().map(Through::provider))
                        .with("out", "ok");
        return sessions.open(transaction, attempt.request(), done)
                .call(() -> attempts.giveBack(transaction, attempt))
                .chain(cookie ->
                        outbox.put(transaction, event)
                                .map(outboxed -> new Gone(new Way.In(cookie), outboxed)));
    }
}
