package dev.carnet.mcp.server;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// How servers were found, and each time that was another than before: once in the history, once in
/// the log, and once for whoever wants to be told. The first look changes nothing.
@Singleton
final class HealthChanges {

    private final HealthStore store;
    private final HealthChangeStore changes;
    private final Registry registry;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Pool pool;

    HealthChanges(
            HealthStore store,
            HealthChangeStore changes,
            Registry registry,
            AuditOutbox outbox,
            AuditLog log,
            Pool pool) {
        this.store = store;
        this.changes = changes;
        this.registry = registry;
        this.outbox = outbox;
        this.log = log;
        this.pool = pool;
    }

    /// Writes down how a server was found.
    Uni<Void> note(ServerState server, String status, String text, Instant now) {
        return pool.withTransaction(transaction ->
                        store.note(transaction, server, status, text, now)
                                .map(was -> was.filter(before -> !before.equals(status)))
                                .chain(was ->
                                        was.map(before -> change(server, before, status, text, now))
                                                .map(change -> kept(transaction, change))
                                                .orElseGet(() ->
                                                        Uni.createFrom().item(Optional.empty()))))
                .chain(outboxed ->
                        outboxed.map(one -> log.settle(one).replaceWithVoid())
                                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Optional<Outboxed>> kept(SqlConnection transaction, HealthChange change) {
        Event event =
                Event.of(change.workspace(), "server.health", change.at())
                        .with("srv", change.server())
                        .with("was", change.was())
                        .with("out", change.status());
        return changes.insert(transaction, change)
                .chain(() -> outbox.put(transaction, event))
                .map(Optional::of);
    }

    private static HealthChange change(
            ServerState server, String was, String status, String text, Instant now) {
        return new HealthChange(
                server.workspace(),
                server.id(),
                Ids.fresh("hlc"),
                was,
                status,
                text,
                now.truncatedTo(ChronoUnit.MICROS));
    }

    /// How that server has fared, newest first.
    Uni<List<HealthChange>> list(ApiCall call, String id, Slice slice) {
        return registry.find(call, id)
                .chain(server -> changes.list(pool, call.workspace(), id, slice));
    }
}
