package dev.carnet.mcp.connection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The table `gateway.connection`, where connections have ended. No call finds those any more;
/// their letters are kept only until the provider has been told.
@Singleton
final class FarewellStore {

    private final Pool pool;

    FarewellStore(Pool pool) {
        this.pool = pool;
    }

    /// Ends the connections of people who left and of servers that are gone; no call found them
    /// before either.
    Uni<Integer> endOrphans(Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.connection c SET ended_at = $1, next_try_at = $1
                        WHERE c.ended_at IS NULL AND (
                          NOT EXISTS (SELECT FROM auth.member m WHERE m.workspace_id = c.workspace_id
                            AND m.person_id = c.person_id AND m.created_at <= c.created_at)
                          OR NOT EXISTS (SELECT FROM gateway.server s
                            WHERE s.workspace_id = c.workspace_id AND s.server_id = c.server_id))
                        """)
                .execute(Tuple.of(ConnectionStore.time(now)))
                .map(rows -> rows.rowCount());
    }

    /// Ended connections whose turn it is; other replicas leave them alone meanwhile.
    Uni<List<Connection>> take(Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.connection c SET tries = c.tries + 1,
                          next_try_at = $1::timestamptz
                            + $2::float8 * power(2, c.tries) * interval '1 second'
                        WHERE c.connection_id IN (
                          SELECT connection_id FROM gateway.connection
                          WHERE ended_at IS NOT NULL AND next_try_at <= $1::timestamptz
                          ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED)
                        RETURNING
                        """
                                + ConnectionStore.columns())
                .execute(
                        Tuple.of(
                                ConnectionStore.time(now),
                                (double) ConnectionLimits.PAUSE.toSeconds(),
                                ConnectionLimits.BATCH))
                .map(ConnectionStore::all);
    }

    /// Forgets it, letter and all.
    Uni<Void> remove(Connection connection) {
        return pool.preparedQuery(
                        """
                        DELETE FROM gateway.connection
                        WHERE workspace_id = $1 AND connection_id = $2 AND ended_at IS NOT NULL
                        """)
                .execute(Tuple.of(connection.place().workspace(), connection.place().connection()))
                .replaceWithVoid();
    }
}
