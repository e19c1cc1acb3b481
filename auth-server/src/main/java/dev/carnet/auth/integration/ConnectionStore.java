package dev.carnet.auth.integration;

import dev.carnet.auth.client.ClientDocuments;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/// Reads which clients are connected to a workspace, and by which grants.
final class ConnectionStore {

    /// Its own clients, and strangers only as long as they hold a grant here. Those whose id is the
    /// URL of a document have no row; the grants themselves know what they were called.
    private static final String CLIENTS =
            """
            SELECT * FROM (
                SELECT c.*, (SELECT count(*)::int FROM auth.grant_ g
                    WHERE g.workspace_id = $1 AND g.client_id = c.client_id
                    AND g.revoked_at IS NULL) AS grants
                FROM (SELECT * FROM auth.client WHERE workspace_id = $1 OR workspace_id IS NULL
                    UNION ALL
                    SELECT (jsonb_populate_record(NULL::auth.client, jsonb_build_object(
                        'client_id', client_id, 'created_at', min(created_at),
                        'name', (array_agg(coalesce(client_name, client_id)
                                           ORDER BY created_at DESC))[1],
                        'redirect_uris', '[]'::jsonb, 'grant_types', '[]'::jsonb,
                        'scopes', '[]'::jsonb, 'resources', '[]'::jsonb, 'profile', 'oauth',
                        'dpop_bound', false, 'pushed_only', false, 'version', 1))).*
                    FROM auth.grant_ WHERE workspace_id = $1 AND client_id LIKE 'http%'
                    GROUP BY client_id) AS c) AS c
            WHERE (c.workspace_id = $1 OR c.grants > 0)
            """;

    private static final String GRANTS =
            """
            SELECT g.grant_id, g.person_id, g.client_id, g.scope, g.resource, g.label, g.created_at,
                g.revoked_at, g.version, coalesce(g.client_name, g.client_id) AS client_name,
                coalesce(g.used_at, g.created_at) AS used_at
            FROM auth.grant_ g WHERE g.workspace_id = $1
            """;

    Uni<List<ClientView>> clients(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        CLIENTS
                                + """
                                AND ($2::timestamptz IS NULL OR (created_at, client_id) < ($2, $3))
                                ORDER BY created_at DESC, client_id DESC LIMIT $4
                                """)
                .execute(page(workspace, slice))
                .map(rows -> Columns.list(rows, ConnectionStore::client));
    }

    Uni<Optional<ClientView>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(CLIENTS + "AND client_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ConnectionStore::client));
    }

    /// Edits that version of a client of the workspace, or finds that it was changed or revoked.
    Uni<Boolean> edit(
            SqlClient client,
            String workspace,
            ClientView old,
            String name,
            Optional<Integer> grace) {
        return client.preparedQuery(
                        """
                        UPDATE auth.client
                        SET name = $4, refresh_grace_seconds = $5, version = version + 1
                        WHERE workspace_id = $1 AND client_id = $2 AND version = $3
                            AND revoked_at IS NULL
                        """)
                .execute(
                        Tuple.of(workspace, old.clientId(), old.version(), name)
                                .addValue(grace.orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Which grants are asked for: those of a person, of a client, or everybody's.
    record Filter(Optional<String> owner, Optional<String> person, Optional<String> clientId) {}

    /// One grant, whosever it is.
    Uni<Optional<GrantView>> grant(SqlClient client, String workspace, String id) {
        return client.preparedQuery(GRANTS + "AND g.grant_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ConnectionStore::grant));
    }

    /// Calls that version of the grant otherwise, or finds that it was changed or revoked.
    Uni<Boolean> label(SqlClient client, String workspace, GrantView grant, String label) {
        return client.preparedQuery(
                        """
                        UPDATE auth.grant_ SET label = $4, version = version + 1
                        WHERE workspace_id = $1 AND grant_id = $2 AND version = $3
                            AND revoked_at IS NULL
                        """)
                .execute(Tuple.of(workspace, grant.id(), grant.version(), label))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<List<GrantView>> grants(SqlClient client, String workspace, Filter filter, Slice slice) {
        return client.preparedQuery(
                        GRANTS
                                + """
                                AND ($2::timestamptz IS NULL OR (g.created_at, g.grant_id) < ($2, $3))
                                AND ($5::text IS NULL OR g.person_id = $5)
                                AND ($6::text IS NULL OR g.person_id = $6)
                                AND ($7::text IS NULL OR g.client_id = $7)
                                ORDER BY g.created_at DESC, g.grant_id DESC LIMIT $4
                                """)
                .execute(
                        page(workspace, slice)
                                .addValue(filter.owner().orElse(null))
                                .addValue(filter.person().orElse(null))
                                .addValue(filter.clientId().orElse(null)))
                .map(rows -> Columns.list(rows, ConnectionStore::grant));
    }

    private static Tuple page(String workspace, Slice slice) {
        return Tuple.of(workspace, Columns.after(slice), Columns.afterId(slice), slice.rows());
    }

    private static GrantView grant(Row row) {
        return new GrantView(
                row.getString("grant_id"),
                row.getString("person_id"),
                row.getString("client_id"),
                row.getString("client_name"),
                List.of(row.getString("scope").split(" ", -1)),
                row.getString("resource"),
                row.getString("label"),
                status(row),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "used_at"),
                row.getInteger("version"));
    }

    private static ClientView client(Row row) {
        return new ClientView(
                ClientHandle.of(row.getString("client_id")),
                row.getString("client_id"),
                Optional.empty(),
                row.getString("name"),
                origin(row),
                Optional.ofNullable(row.getString("application_type")),
                Optional.ofNullable(row.getString("token_endpoint_auth_method")),
                List.of(row.getArrayOfStrings("redirect_uris")),
                List.of(row.getArrayOfStrings("grant_types")),
                List.of(row.getArrayOfStrings("scopes")),
                List.of(row.getArrayOfStrings("resources")),
                row.getString("profile"),
                row.getBoolean("dpop_bound"),
                row.getBoolean("pushed_only"),
                Optional.ofNullable(row.getInteger("refresh_grace_seconds")),
                row.getInteger("grants"),
                status(row),
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }

    private static String origin(Row row) {
        if (row.getString("workspace_id") != null) {
            return ClientView.OWN;
        }
        return ClientDocuments.isUrl(row.getString("client_id")) ? "document" : "registered";
    }

    private static String status(Row row) {
        return row.getOffsetDateTime("revoked_at") == null ? "active" : "revoked";
    }
}
