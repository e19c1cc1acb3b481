package dev.carnet.mcp.connection;

import dev.carnet.mcp.connection.Connection.Trial;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The table `gateway.connection`, where keys wait to be tried. A trial belongs to whoever claimed
/// it, until the claim runs out; what somebody else found out meanwhile is not undone.
@Singleton
final class TrialStore {

    private final Pool pool;

    TrialStore(Pool pool) {
        this.pool = pool;
    }

    /// Keys of people who are still members that nobody has tried yet, the oldest first, claimed
    /// for the caller.
    Uni<List<Connection>> take(String claim, Instant now, int most) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.connection c SET claim = $1, claimed_until = $2
                        WHERE c.connection_id IN (
                          SELECT o.connection_id FROM gateway.connection o
                          JOIN auth.member m ON m.workspace_id = o.workspace_id
                            AND m.person_id = o.person_id AND m.created_at <= o.created_at
                          WHERE o.trial = 'open' AND o.ended_at IS NULL AND o.expired_at IS NULL
                            AND (o.claim IS NULL OR o.claimed_until < $3)
                          ORDER BY o.created_at LIMIT $4 FOR UPDATE OF o SKIP LOCKED)
                        RETURNING
                        """
                                + ConnectionStore.columns())
                .execute(
                        Tuple.of(
                                claim,
                                ConnectionStore.time(now.plus(ConnectionLimits.TRIAL_CLAIM)),
                                ConnectionStore.time(now),
                                most))
                .map(ConnectionStore::all);
    }

    /// Takes it upon the caller to try this one. Of all who need it one does.
    Uni<Boolean> claim(Connection connection, String claim, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.connection SET claim = $3, claimed_until = $4
                        WHERE workspace_id = $1 AND connection_id = $2
                          AND trial IN ('open', 'away') AND ended_at IS NULL AND expired_at IS NULL
                          AND (claim IS NULL OR claimed_until < $5)
                        """)
                .execute(
                        Tuple.of(
                                connection.place().workspace(),
                                connection.place().connection(),
                                claim,
                                ConnectionStore.time(now.plus(ConnectionLimits.TRIAL_CLAIM)),
                                ConnectionStore.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Writes down how it did. What the server does not take is not kept.
    Uni<Boolean> mark(
            SqlClient transaction, Connection connection, String claim, Trial trial, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.connection SET trial = $4, claim = NULL, claimed_until = NULL,
                          letter = CASE $4 WHEN 'refused' THEN ''::bytea ELSE letter END,
                          expired_at = CASE $4 WHEN 'refused' THEN $5::timestamptz END
                        WHERE workspace_id = $1 AND connection_id = $2 AND claim = $3
                          AND trial IN ('open', 'away') AND ended_at IS NULL AND expired_at IS NULL
                        """)
                .execute(
                        Tuple.of(
                                connection.place().workspace(),
                                connection.place().connection(),
                                claim,
                                trial.wire(),
                                ConnectionStore.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }
}
