package dev.carnet.mcp.connection;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// Changes of connections that calls bring about, each with its event in the same transaction.
@Singleton
final class ConnectionActs {

    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    ConnectionActs(Pool pool, AuditOutbox outbox, AuditLog log, Clock clock) {
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Makes the change and records it, if it was one.
    Uni<Boolean> recorded(
            Connection connection, String act, Function<SqlConnection, Uni<Boolean>> change) {
        return pool.withTransaction(transaction ->
                        change.apply(transaction)
                                .chain(done ->
                                        done
                                                ? outbox.put(transaction, event(connection, act))
                                                        .map(Optional::of)
                                                : Uni.createFrom()
                                                        .item(Optional.<Outboxed>empty())))
                .call(done ->
                        done.map(it -> log.settle(it).replaceWithVoid())
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .map(Optional::isPresent);
    }

    private Event event(Connection connection, String act) {
        var place = connection.place();
        return Event.of(place.workspace(), act, clock.instant())
                .with("sub", place.person())
                .with("srv", place.server())
                .with("id", place.connection())
                .with("out", "ok");
    }
}
