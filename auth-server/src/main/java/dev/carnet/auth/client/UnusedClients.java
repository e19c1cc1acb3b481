package dev.carnet.auth.client;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.Limits;
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

/// Registrations that nobody uses: how many there may be, and when they go. A client whose
/// registration went is told to register again, which every client can do.
@Singleton
public final class UnusedClients {

    private final Pool pool;
    private final RegistrationStore store;
    private final RegistrationTokens tokens;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    UnusedClients(
            Pool pool,
            RegistrationStore store,
            RegistrationTokens tokens,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.pool = pool;
        this.store = store;
        this.tokens = tokens;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Whether there is room for one more of that visitor's network.
    Uni<Boolean> haveRoomFor(Visitor visitor) {
        int most = Limits.UNUSED_REGISTRATIONS_PER_ADDRESS;
        return store.unusedFrom(pool, tokens.origin(visitor.address()), most)
                .map(unused -> unused < most);
    }

    /// Keeps the number of all of them within its bound: where a new one comes, the oldest go.
    Uni<Void> bound(SqlConnection transaction, Instant now) {
        return store.unused(transaction, Limits.UNUSED_REGISTRATIONS)
                .chain(unused ->
                        unused < Limits.UNUSED_REGISTRATIONS
                                ? Uni.createFrom().voidItem()
                                : store.makeRoom(transaction, now));
    }

    private record Swept(int count, Optional<Outboxed> event) {}

    /// Removes what was not used for too long, batch by batch, and says how many. One replica does
    /// it at a time.
    public Uni<Integer> sweep() {
        return pool.withTransaction(transaction ->
                        store.alone(transaction)
                                .chain(alone ->
                                        alone
                                                ? sweep(transaction)
                                                : Uni.createFrom()
                                                        .item(new Swept(0, Optional.empty()))))
                .call(this::settle)
                .chain(swept ->
                        swept.count() < Limits.SWEPT_REGISTRATIONS
                                ? Uni.createFrom().item(swept.count())
                                : sweep().map(more -> more + swept.count()));
    }

    private Uni<Swept> sweep(SqlConnection transaction) {
        Instant now = clock.instant();
        return store.sweep(transaction, now)
                .chain(count ->
                        count == 0
                                ? Uni.createFrom().item(new Swept(0, Optional.empty()))
                                : outbox.put(transaction, event(count, now))
                                        .map(event -> new Swept(count, Optional.of(event))));
    }

    private static Event event(int count, Instant now) {
        return Event.of(Event.SYSTEM, "client.expire", now)
                .with("count", Integer.toString(count))
                .with("out", "ok");
    }

    private Uni<Void> settle(Swept swept) {
        return swept.event()
                .map(event -> log.settle(event).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }
}
