package dev.carnet.mcp.server;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/// The table `gateway.server_health_change`: the newest changes of each server. Who writes one that
/// was none has people told of nothing.
@Singleton
final class HealthChangeStore {

    /// Keeps one, and drops the oldest beyond the limit.
    Uni<Void> insert(SqlConnection transaction, HealthChange change) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.server_health_change (workspace_id, server_id, change_id, was,
                            health, health_text, changed_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7)
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(change.workspace())
                                .addString(change.server())
                                .addString(change.id())
                                .addString(change.was())
                                .addString(change.status())
                                .addString(change.detail())
                                .addOffsetDateTime(Columns.time(change.at())))
                .chain(() -> trim(transaction, change));
    }

    private static Uni<Void> trim(SqlConnection transaction, HealthChange change) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.server_health_change
                        WHERE workspace_id = $1 AND server_id = $2 AND change_id IN (
                            SELECT change_id FROM gateway.server_health_change
                            WHERE workspace_id = $1 AND server_id = $2
                            ORDER BY changed_at DESC, change_id DESC OFFSET $3)
                        """)
                .execute(Tuple.of(change.workspace(), change.server(), ServerLimits.CHANGES))
                .replaceWithVoid();
    }

    Uni<List<HealthChange>> list(SqlClient client, String workspace, String server, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.server_health_change
                        WHERE workspace_id = $1 AND server_id = $2
                            AND ($3::timestamptz IS NULL OR (changed_at, change_id) < ($3, $4))
                        ORDER BY changed_at DESC, change_id DESC LIMIT $5
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                server,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new HealthChange(
                                                workspace,
                                                server,
                                                row.getString("change_id"),
                                                row.getString("was"),
                                                row.getString("health"),
                                                row.getString("health_text"),
                                                Columns.instant(row, "changed_at"))));
    }
}
