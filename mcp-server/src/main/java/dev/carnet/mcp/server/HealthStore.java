package dev.carnet.mcp.server;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The health columns of `gateway.server`. Of all replicas one at a time looks at a server: who
/// moved `checking_until` first. Health changes nothing else of a server, whatever it is.
@Singleton
final class HealthStore {

    private final ServerRows rows;

    HealthStore(ServerRows rows) {
        this.rows = rows;
    }

    /// Takes up the servers whose turn it is.
    Uni<List<ServerState>> claim(SqlClient client, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE gateway.server SET checking_until = $1
                        WHERE (workspace_id, server_id) IN (
                            SELECT workspace_id, server_id FROM gateway.server
                            WHERE enabled AND (rejected_at IS NULL OR approved_shape IS NOT NULL)
                                AND (health_at IS NULL OR health_at < $2)
                                AND (checking_until IS NULL OR checking_until < $3)
                            ORDER BY health_at NULLS FIRST LIMIT $4 FOR UPDATE SKIP LOCKED)
                        RETURNING *
                        """)
                .execute(
                        Tuple.of(
                                Columns.time(now.plus(ServerLimits.HEALTH_TIME.multipliedBy(2))),
                                Columns.time(now.minus(ServerLimits.HEALTH_EVERY)),
                                Columns.time(now),
                                ServerLimits.HEALTH_BATCH))
                .map(found -> Columns.list(found, row -> rows.read(row).live()));
    }

    /// Writes down how it was, if the server is still reached like that.
    ///
    /// @return how it was before, if it was looked at before
    Uni<Optional<String>> note(
            SqlClient client, ServerState server, String status, String text, Instant now) {
        return client.preparedQuery(
                        """
                        WITH before AS (
                            SELECT health AS was FROM gateway.server
                            WHERE workspace_id = $1 AND server_id = $2 FOR UPDATE)
                        UPDATE gateway.server SET health = $3, health_text = $4, health_at = $5,
                            seen_at = CASE WHEN $3 = 'ok' THEN $5 ELSE seen_at END,
                            checking_until = NULL
                        FROM before
                        WHERE workspace_id = $1 AND server_id = $2 AND address = $6
                        RETURNING was
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(server.workspace())
                                .addString(server.id())
                                .addString(status)
                                .addString(text)
                                .addOffsetDateTime(Columns.time(now))
                                .addString(server.destination().address()))
                .map(found ->
                        Columns.first(found, row -> Optional.ofNullable(row.getString("was")))
                                .flatMap(was -> was));
    }
}
