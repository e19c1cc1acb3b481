package dev.carnet.auth.watch;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/// The table `gateway.disconnection`: connections that ended at mcp-server, which writes the rows;
/// auth-server claims them.
@Singleton
final class DisconnectionStore {

    private static final int AT_A_TIME = 50;

    /// A connection that ended, and by whom.
    record Disconnection(String workspace, String connection, String by) {}

    /// The oldest that wait, but for those.
    Uni<List<Disconnection>> waiting(SqlClient client, List<String> not) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id, connection_id, ended_by FROM gateway.disconnection
                        WHERE carried_at IS NULL AND NOT connection_id = ANY ($2)
                        ORDER BY ended_at LIMIT $1
                        """)
                .execute(Tuple.of(AT_A_TIME, not.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, DisconnectionStore::disconnection));
    }

    /// Claims it; of all who try, one does. The time is the transaction's, by which the statement
    /// that ends the passports knows that it is its turn.
    Uni<Boolean> claim(SqlClient transaction, Disconnection one) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.disconnection SET carried_at = now()
                        WHERE workspace_id = $1 AND connection_id = $2 AND carried_at IS NULL
                        """)
                .execute(Tuple.of(one.workspace(), one.connection()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Forgets what was carried out long ago.
    Uni<Void> forget(SqlClient client) {
        return client.query(
                        """
                        DELETE FROM gateway.disconnection
                        WHERE carried_at < now() - interval '1 day'
                        """)
                .execute()
                .replaceWithVoid();
    }

    private static Disconnection disconnection(Row row) {
        return new Disconnection(
                row.getString("workspace_id"),
                row.getString("connection_id"),
                row.getString("ended_by"));
    }
}
