package dev.carnet.auth.signin;

import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.audit.RefusalCounts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The limit on attempts, one for all doors: password, second step, passkey (V17).
@Singleton
public final class Attempts {

    private final AttemptStore store;
    private final Pool pool;
    private final RefusalCounts counts;
    private final Visitors visitors;
    private final Clock clock;

    Attempts(AttemptStore store, Pool pool, RefusalCounts counts, Visitors visitors, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.counts = counts;
        this.visitors = visitors;
        this.clock = clock;
    }

    /// An attempt that begins now.
    public Attempt of(HttpServerRequest request, String email) {
        return new Attempt(request, email, visitors.of(request), clock.instant());
    }

    /// Takes it from the limits, or finds that nothing is left of one of them.
    public Uni<Boolean> take(Attempt attempt) {
        return take(attempt, attempt.addressSubject(), Limits.ATTEMPTS_PER_ADDRESS)
                .chain(taken -> taken ? ofEmail(attempt) : Uni.createFrom().item(false))
                .invoke(this::count);
    }

    /// Where no address is said, there is none to count for.
    private Uni<Boolean> ofEmail(Attempt attempt) {
        return attempt.email().isEmpty()
                ? Uni.createFrom().item(true)
                : take(attempt, attempt.emailSubject(), Limits.ATTEMPTS_PER_EMAIL);
    }

    private Uni<Boolean> take(Attempt attempt, String subject, int limit) {
        return store.take(pool, subject, limit, attempt.now());
    }

    private void count(boolean taken) {
        if (!taken) {
            counts.count("sign_in_limit");
        }
    }

    /// Gives it back: it was right.
    public Uni<Void> giveBack(SqlConnection transaction, Attempt attempt) {
        return store.giveBack(transaction, attempt.addressSubject(), attempt.now())
                .chain(() -> store.giveBack(transaction, attempt.emailSubject(), attempt.now()));
    }
}
