package dev.carnet.auth.connect;

import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The table `auth.upstream_client`, as admins see it.
@Singleton
final class UpstreamClientStore {

    private static final int MOST = 200;

    private static final String SELECT =
            """
            SELECT upstream_client_id, issuer, client_id, given, created_at FROM auth.upstream_client
            WHERE client_id IS NOT NULL AND workspace_id = $1
            """;

    private final OurClientStore secrets;

    UpstreamClientStore(OurClientStore secrets) {
        this.secrets = secrets;
    }

    Uni<List<UpstreamClientView>> list(
            SqlClient client, String workspace, Slice slice, String redirectUri) {
        return client.preparedQuery(
                        SELECT
                                + """
                                AND ($2::timestamptz IS NULL OR (created_at, upstream_client_id) < ($2, $3))
                                ORDER BY created_at DESC, upstream_client_id DESC LIMIT $4
                                """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, row -> view(row, redirectUri)));
    }

    Uni<Optional<UpstreamClientView>> find(
            SqlClient client, String workspace, String id, String redirectUri) {
        return client.preparedQuery(SELECT + "AND upstream_client_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, row -> view(row, redirectUri)));
    }

    /// Gives a client, in the place of one that was only registered.
    Uni<Boolean> give(
            SqlConnection transaction,
            String workspace,
            UpstreamClientView view,
            OurClient client) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.upstream_client AS known (workspace_id, upstream_client_id, issuer,
                          given, client_id, secret, method, created_at)
                        SELECT $1, $2, $3, true, $4, $5, $6, $7
                        WHERE (SELECT count(*) FROM auth.upstream_client WHERE workspace_id = $1) < $8
                        ON CONFLICT (workspace_id, issuer) DO UPDATE SET
                          upstream_client_id = excluded.upstream_client_id, given = true,
                          client_id = excluded.client_id, secret = excluded.secret,
                          method = excluded.method, created_at = excluded.created_at,
                          secret_expires_at = NULL, claimed_until = NULL
                        WHERE NOT known.given
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(view.id())
                                .addString(view.issuer())
                                .addString(client.id())
                                .addValue(
                                        secrets.sealed(client, workspace, view.issuer())
                                                .orElse(null))
                                .addString(client.method())
                                .addOffsetDateTime(Columns.time(view.createdAt()))
                                .addInteger(MOST))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> remove(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM auth.upstream_client
                        WHERE workspace_id = $1 AND upstream_client_id = $2
                        """)
                .execute(Tuple.of(workspace, id))
                .replaceWithVoid();
    }

    private static UpstreamClientView view(Row row, String redirectUri) {
        return new UpstreamClientView(
                row.getString("upstream_client_id"),
                row.getString("issuer"),
                row.getString("client_id"),
                row.getBoolean("given"),
                redirectUri,
                Columns.instant(row, "created_at"));
    }
}
