package dev.carnet.mcp.server;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.change.ChangeStore;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Ends what waits for approval for a month: nobody wants it, and it would be looked at for ever.
/// Of all replicas the one ends a server that is first.
@Singleton
class Unapproved {

    private static final Logger LOG = Logger.getLogger(Unapproved.class);
    private static final String WHY = "Nobody approved it in 30 days.";

    private final ServerStore store;
    private final Rejecting rejecting;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final ChangeStore changes;
    private final Pool pool;
    private final Clock clock;

    Unapproved(
            ServerStore store,
            Rejecting rejecting,
            AuditOutbox outbox,
            AuditLog log,
            ChangeStore changes,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.rejecting = rejecting;
        this.outbox = outbox;
        this.log = log;
        this.changes = changes;
        this.pool = pool;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(
                ServerLimits.PENDING_PACE.toMillis(),
                () -> Work.start(round(), done -> {}, Unapproved::lost));
    }

    /// Ends those that waited so long.
    Uni<Void> round() {
        return round(ServerLimits.PENDING_BATCH);
    }

    /// @param most at once: what is found and does not end stands in nobody's way
    Uni<Void> round(int most) {
        return behind("", "", most, clock.instant());
    }

    private Uni<Void> behind(String workspace, String server, int most, Instant now) {
        return store.unapproved(pool, now.minus(ServerLimits.PENDING), workspace, server, most)
                .call(found -> end(found, now))
                .chain(found ->
                        found.size() < most
                                ? Uni.createFrom().voidItem()
                                : behind(
                                        found.getLast().workspace(),
                                        found.getLast().id(),
                                        most,
                                        now));
    }

    private Uni<Void> end(List<ServerRow> found, Instant now) {
        return Multi.createFrom()
                .iterable(found)
                .filter(one -> one.state() == State.PENDING)
                .onItem()
                .transformToUniAndConcatenate(one -> end(one, now))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> end(ServerRow server, Instant now) {
        return pool.withTransaction(transaction -> end(transaction, server, now))
                .chain(outboxed ->
                        outboxed.map(one -> log.settle(one).replaceWithVoid())
                                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Optional<Outboxed>> end(SqlConnection transaction, ServerRow server, Instant now) {
        Event event =
                Event.of(server.workspace(), "server.reject", now)
                        .with("srv", server.id())
                        .with("sub", Event.SYSTEM)
                        .hide("reason", WHY);
        return rejecting
                .reject(transaction, server, new Server.RejectionView(Event.SYSTEM, WHY, now))
                .chain(ended ->
                        ended
                                ? outbox.put(transaction, event)
                                        .call(() ->
                                                changes.append(
                                                        transaction,
                                                        server.workspace(),
                                                        new GatewayChanged(Servers.PART)))
                                        .map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private static void lost(Throwable fault) {
        LOG.warnf("servers that nobody approved were not looked for: %s", fault.getMessage());
    }
}
