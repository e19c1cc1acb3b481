package dev.carnet.auth.watch;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Events that somebody looked at long ago, and settings that others followed long ago. Their
/// entries stay in the log.
@Singleton
public final class OldEvents {

    private final Pool pool;
    private final OldEventStore store;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    OldEvents(Pool pool, OldEventStore store, AuditOutbox outbox, AuditLog log, Clock clock) {
        this.pool = pool;
        this.store = store;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    private record Swept(int events, int settings, Optional<Outboxed> entry) {

        int count() {
            return events + settings;
        }

        boolean more() {
            return events == WatchLimits.SWEPT || settings == WatchLimits.SWEPT;
        }
    }

    /// Removes them, batch by batch, and says how many went.
    public Uni<Integer> sweep() {
        return pool.withTransaction(this::batch)
                .call(this::settle)
                .chain(swept ->
                        swept.more()
                                ? sweep().map(more -> more + swept.count())
                                : Uni.createFrom().item(swept.count()));
    }

    private Uni<Swept> batch(SqlConnection transaction) {
        Instant now = clock.instant();
        Instant before = now.minus(WatchLimits.KEPT);
        return store.removeEvents(transaction, before, WatchLimits.SWEPT)
                .chain(events ->
                        store.removeSettings(transaction, before, WatchLimits.SWEPT)
                                .map(settings -> new Swept(events, settings, Optional.empty())))
                .chain(swept -> noted(transaction, swept, now));
    }

    private Uni<Swept> noted(SqlConnection transaction, Swept swept, Instant now) {
        return swept.count() == 0
                ? Uni.createFrom().item(swept)
                : outbox.put(
                                transaction,
                                Event.of(Event.SYSTEM, "security.expire", now)
                                        .with("count", Integer.toString(swept.count()))
                                        .with("out", "ok"))
                        .map(entry ->
                                new Swept(swept.events(), swept.settings(), Optional.of(entry)));
    }

    private Uni<Void> settle(Swept swept) {
        return swept.entry()
                .map(entry -> log.settle(entry).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }
}
