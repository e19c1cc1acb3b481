package dev.carnet.auth.watch;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The orders in `watch.security_event`: rows that want something taken away. mcp-server and
/// auth-server write them, auth-server carries them out.
@Singleton
final class OrderStore {

    private static final int AT_A_TIME = 50;

    /// An order.
    ///
    /// @param type of what is to be taken away, as revocations name it
    record Order(String workspace, String event, String detector, String type, String id) {}

    /// The oldest that wait, but for those events.
    Uni<List<Order>> waiting(SqlClient client, List<String> not) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id, id, kind, revoke_type, revoke_id
                        FROM watch.security_event WHERE action = 'wanted' AND NOT id = ANY ($2)
                        ORDER BY seq LIMIT $1
                        """)
                .execute(Tuple.of(AT_A_TIME, not.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, OrderStore::order));
    }

    /// Claims it; of all who try, one does.
    Uni<Boolean> claim(SqlClient transaction, Order order, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE watch.security_event SET action = 'revoked', revoked_at = $3
                        WHERE workspace_id = $1 AND id = $2 AND action = 'wanted'
                        """)
                .execute(Tuple.of(order.workspace(), order.event(), Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// There was nothing to take away.
    Uni<Void> drop(SqlClient client, Order order) {
        return client.preparedQuery(
                        """
                        UPDATE watch.security_event SET action = 'none', revoked_at = NULL
                        WHERE workspace_id = $1 AND id = $2
                        """)
                .execute(Tuple.of(order.workspace(), order.event()))
                .replaceWithVoid();
    }

    private static Order order(Row row) {
        return new Order(
                row.getString("workspace_id"),
                row.getString("id"),
                row.getString("kind"),
                row.getString("revoke_type"),
                row.getString("revoke_id"));
    }
}
