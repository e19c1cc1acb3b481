package dev.carnet.auth.signing;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Rotation without anybody asking for it: when the newest key has signed for long enough. Of
/// several replicas that find so at once, one makes the key.
@Singleton
public final class Rotation {

    private final Pool pool;
    private final SigningKeys keys;
    private final ChangeStore changes;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;
    private final Duration age;
    private final SigningKeyStore store = new SigningKeyStore();

    Rotation(
            Pool pool,
            SigningKeys keys,
            ChangeStore changes,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock,
            ServiceConfig config) {
        this.pool = pool;
        this.keys = keys;
        this.changes = changes;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
        this.age = Duration.ofDays(config.signingKeyDays());
    }

    /// Rotates if it is time, and forgets keys that have verified nothing for long.
    public Uni<Void> whenDue() {
        return pool.withTransaction(this::rotateIfDue)
                .chain(event ->
                        event.map(outboxed -> log.settle(outboxed).replaceWithVoid())
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .chain(() -> store.forgetRetired(pool));
    }

    private Uni<Optional<Outboxed>> rotateIfDue(SqlConnection transaction) {
        return store.newest(transaction)
                .map(newest ->
                        newest.filter(key -> key.signsFrom().plus(age).isBefore(clock.instant())))
                .chain(due ->
                        due.isPresent()
                                ? rotate(transaction)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Outboxed>> rotate(SqlConnection transaction) {
        return keys.rotate(transaction)
                .chain(rotated ->
                        rotated.map(done -> record(transaction, done).map(Optional::of))
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Outboxed> record(SqlConnection transaction, SigningKeys.Rotated rotated) {
        Event event =
                Event.of(Event.SYSTEM, "signing_key.rotate", clock.instant())
                        .with("id", rotated.key().kid())
                        .with("out", "ok");
        return outbox.put(transaction, event)
                .call(() -> changes.appendAll(transaction, Change.EVERYWHERE, rotated.changes()));
    }
}
