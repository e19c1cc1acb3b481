package dev.carnet.mcp.notice;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The sealed secrets of `gateway.destination`, for sealing them anew. A secret that was replaced
/// meanwhile is left alone.
@Singleton
final class ResealStore {

    private static final int BATCH = 200;

    /// The secrets of one destination, as they are sealed.
    record Held(String workspace, String id, Buffer secret, Optional<Buffer> old) {}

    /// Some of them, behind that id.
    Uni<List<Held>> some(SqlClient client, String after) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id, destination_id, secret_sealed, old_secret_sealed
                        FROM gateway.destination
                        WHERE secret_sealed IS NOT NULL AND destination_id > $1
                        ORDER BY destination_id LIMIT $2
                        """)
                .execute(Tuple.of(after, BATCH))
                .map(rows -> Columns.list(rows, ResealStore::held));
    }

    private static Held held(Row row) {
        return new Held(
                row.getString("workspace_id"),
                row.getString("destination_id"),
                row.get(Buffer.class, "secret_sealed"),
                Optional.ofNullable(row.get(Buffer.class, "old_secret_sealed")));
    }

    /// Writes the same secrets under another key.
    Uni<Boolean> replace(SqlClient client, Held was, Held now) {
        return client.preparedQuery(
                        """
                        UPDATE gateway.destination SET secret_sealed = $4, old_secret_sealed = $5
                        WHERE workspace_id = $1 AND destination_id = $2 AND secret_sealed = $3
                        """)
                .execute(
                        Tuple.of(
                                was.workspace(),
                                was.id(),
                                was.secret(),
                                now.secret(),
                                now.old().orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }
}
