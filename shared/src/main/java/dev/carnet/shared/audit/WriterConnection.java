package dev.carnet.shared.audit;

import dev.carnet.shared.audit.HeadCheckStore.Memory;
import dev.carnet.shared.audit.HeadCheckStore.Misfit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/// Opens the writer's connection: everything that must be true before the first append is checked
/// here, at the start and after every loss alike.
final class WriterConnection {

    private static final Logger LOG = Logger.getLogger(WriterConnection.class);

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final AuditLogs logs;
    private final String node;

    WriterConnection(Vertx vertx, PgConnectOptions database, AuditLogs logs, String node) {
        this.vertx = vertx;
        this.logs = logs;
        this.node = node;
        this.database = bounded(database);
    }

    /// A connection that may write: the server is durable, this process has a heartbeat, the log of
    /// events without a workspace exists, and no open log contradicts itself or this memory.
    Uni<PgConnection> open(Collection<Memory> memories) {
        return PgConnection.connect(vertx, database)
                .flatMap(connection ->
                        ready(connection, memories)
                                .replaceWith(connection)
                                .onFailure()
                                .call(() -> connection.close().onFailure().recoverWithNull()));
    }

    /// Lets a connection go without waiting for it: it may be silent for good.
    void abandon(PgConnection connection) {
        connection.closeAndForget();
    }

    private Uni<Void> ready(PgConnection connection, Collection<Memory> memories) {
        // A loss fails the work under way or calls the close handler; nobody else needs to hear.
        connection.noticeHandler(notice -> LOG.debugf("audit: %s", notice.getMessage()));
        connection.exceptionHandler(loss -> LOG.debug("audit connection", loss));
        return Durability.require(connection)
                .chain(() -> NodeStore.forget(connection))
                .chain(() -> NodeStore.beat(connection, node))
                .chain(() -> logs.create(connection, Event.SYSTEM))
                .chain(() -> HeadCheckStore.misfits(connection))
                .chain(misfits -> freeze(connection, misfits))
                .chain(() -> HeadCheckStore.lost(connection, memories))
                .chain(lost -> freeze(connection, lost));
    }

    private static Uni<Void> freeze(PgConnection connection, List<Misfit> misfits) {
        misfits.forEach(
                misfit -> LOG.errorf("audit log %s is frozen: %s", misfit.origin(), misfit.what()));
        return misfits.isEmpty()
                ? Uni.createFrom().voidItem()
                : HeadCheckStore.freeze(connection, misfits);
    }

    /// A writer that falls silent loses its locks soon, and one that waits for a lock gives up.
    private static PgConnectOptions bounded(PgConnectOptions database) {
        return new PgConnectOptions(database)
                .setCachePreparedStatements(true)
                .setConnectTimeout((int) AuditLimits.CONNECT.toMillis())
                .addProperty("application_name", "carnet-audit")
                .addProperty("plan_cache_mode", "force_generic_plan")
                .addProperty(
                        "idle_in_transaction_session_timeout",
                        Long.toString(AuditLimits.IDLE_IN_TRANSACTION.toMillis()))
                .addProperty("lock_timeout", Long.toString(AuditLimits.TRANSACTION.toMillis()));
    }
}
