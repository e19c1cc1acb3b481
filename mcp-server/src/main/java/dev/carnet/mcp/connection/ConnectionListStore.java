package dev.carnet.mcp.connection;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `gateway.connection`, as people and admins look at it. No letter leaves it here.
@Singleton
final class ConnectionListStore {

    private static final String SELECT =
            """
            SELECT connection_id, server_id, person_id, kind, issuer, scope, last_four, created_at, trial,
              used_at, expired_at IS NOT NULL OR (NOT renewable AND token_expires_at <= $2) AS expired
            FROM gateway.connection WHERE workspace_id = $1 AND ended_at IS NULL
            """;

    /// The newest first.
    ///
    /// @param person whose; empty for all
    Uni<List<ConnectionView>> list(
            SqlClient client, String workspace, String person, Slice slice, Instant now) {
        return client.preparedQuery(
                        SELECT
                                + """
                                AND ($3 = '' OR person_id = $3)
                                AND ($4::timestamptz IS NULL OR (created_at, connection_id) < ($4, $5))
                                ORDER BY created_at DESC, connection_id DESC LIMIT $6
                                """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addOffsetDateTime(Columns.time(now))
                                .addString(person)
                                .addValue(Columns.after(slice))
                                .addValue(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(rows -> Columns.list(rows, ConnectionListStore::view));
    }

    Uni<Optional<ConnectionView>> find(SqlClient client, String workspace, String id, Instant now) {
        return client.preparedQuery(SELECT + "AND connection_id = $3")
                .execute(Tuple.of(workspace, Columns.time(now), id))
                .map(rows -> Columns.first(rows, ConnectionListStore::view));
    }

    /// Ends it; of two who do, one does. auth-server hears of it by the second table, and ends the
    /// passports that hang on it.
    Uni<Boolean> end(
            SqlConnection transaction, String workspace, String id, String by, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        WITH ended AS (
                          UPDATE gateway.connection SET ended_at = $3, next_try_at = $3
                          WHERE workspace_id = $1 AND connection_id = $2 AND ended_at IS NULL
                          RETURNING workspace_id, connection_id, server_id, person_id)
                        INSERT INTO gateway.disconnection (workspace_id, connection_id, server_id,
                            person_id, ended_by, ended_at)
                        SELECT workspace_id, connection_id, server_id, person_id, $4, $3 FROM ended
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(now), by))
                .map(rows -> rows.rowCount() == 1);
    }

    private static ConnectionView view(Row row) {
        return new ConnectionView(
                row.getString("connection_id"),
                row.getString("server_id"),
                row.getString("person_id"),
                row.getString("kind"),
                state(row),
                row.getString("issuer"),
                row.getString("scope"),
                row.getString("last_four"),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "used_at"));
    }

    private static String state(Row row) {
        return switch (Connection.Trial.of(row.getString("trial"))) {
            case OPEN -> "trying";
            case AWAY -> "untried";
            case REFUSED -> "refused";
            case PROVEN -> row.getBoolean("expired") ? "expired" : "active";
        };
    }

    /// What that server is called, if it is still there.
    Uni<Optional<String>> slug(SqlClient client, String workspace, String server) {
        return client.preparedQuery(
                        "SELECT slug FROM gateway.server WHERE workspace_id = $1 AND server_id = $2")
                .execute(Tuple.of(workspace, server))
                .map(rows -> Columns.first(rows, row -> row.getString("slug")));
    }
}
