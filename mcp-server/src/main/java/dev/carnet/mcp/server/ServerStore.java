package dev.carnet.mcp.server;

import dev.carnet.mcp.vault.Sealed;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.server.SwitchStore;
import dev.carnet.shared.server.SwitchStore.Seen;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `gateway.server`, as operators change it. Who changed a row past the versions would
/// undo an edit nobody saw, or call what nobody approved.
@Singleton
final class ServerStore {

    private static final String INSERT =
            """
            INSERT INTO gateway.server (workspace_id, server_id, slug, name, transport,
                address, authentication, private_allowed, bounds, secret_sealed,
                secret_wrapping, secret_last_four, secret_at, created_by, created_at,
                managed_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            ON CONFLICT (workspace_id, slug) DO NOTHING
            """;

    /// With how many tools each has.
    private static final String SHOWN =
            """
            SELECT s.*, t.* FROM gateway.server s
            CROSS JOIN LATERAL (
                SELECT (count(*) FILTER (WHERE d.state = 'approved'))::int AS tools_approved,
                    (count(*) FILTER (WHERE d.state = 'new'))::int AS tools_waiting,
                    (count(*) FILTER (WHERE d.state = 'changed'))::int AS tools_changed
                FROM gateway.definition d
                WHERE d.workspace_id = s.workspace_id AND d.server_id = s.server_id
                    AND d.kind = 'tool') t
            """;

    /// Whether an edit leaves alone what is approved.
    private static final String SAME =
            "(transport, address, authentication, private_allowed) = ($5, $6, $7, $8)";

    private final SwitchStore switches = new SwitchStore();
    private final ServerRows rows;

    ServerStore(ServerRows rows) {
        this.rows = rows;
    }

    /// How many servers the workspace has; nobody else registers one until the transaction ends.
    Uni<Integer> count(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery(
                        "SELECT pg_advisory_xact_lock(hashtextextended('servers ' || $1, 0))")
                .execute(Tuple.of(workspace))
                .chain(() ->
                        transaction
                                .preparedQuery(
                                        """
                                        SELECT count(*)::int FROM gateway.server
                                        WHERE workspace_id = $1
                                        """)
                                .execute(Tuple.of(workspace)))
                .map(found -> found.iterator().next().getInteger(0));
    }

    /// Whether it was written; another one may have that slug.
    Uni<Boolean> insert(SqlConnection transaction, ServerRow server) {
        return transaction
                .preparedQuery(INSERT)
                .execute(
                        Tuple.tuple()
                                .addString(server.workspace())
                                .addString(server.id())
                                .addString(server.slug())
                                .addString(server.name())
                                .addString(server.shape().transport())
                                .addString(server.shape().address())
                                .addString(rows.write(server.shape().authentication()))
                                .addBoolean(server.shape().privateAllowed())
                                .addString(rows.write(server.bounds()))
                                .addValue(
                                        server.secret()
                                                .map(kept -> kept.sealed().bytes())
                                                .orElse(null))
                                .addValue(
                                        server.secret()
                                                .map(kept -> kept.sealed().wrapping())
                                                .orElse(null))
                                .addValue(
                                        server.secret().map(ServerRow.Kept::lastFour).orElse(null))
                                .addValue(
                                        server.secret()
                                                .map(kept -> Columns.time(kept.at()))
                                                .orElse(null))
                                .addString(server.createdBy())
                                .addOffsetDateTime(Columns.time(server.createdAt()))
                                .addValue(server.managedBy().orElse(null)))
                .map(done -> done.rowCount() == 1);
    }

    /// Writes what an edit made of a server, if it still has the version the edit was made for.
    Uni<Boolean> update(SqlConnection transaction, ServerRow server) {
        return changed(
                transaction,
                """
                UPDATE gateway.server SET name = $4, transport = $5, address = $6,
                    authentication = $7, private_allowed = $8, bounds = $9, version = version + 1,
                    shape_at = CASE WHEN %1$s THEN shape_at ELSE clock_timestamp() END,
                    rejected_at = CASE WHEN %1$s THEN rejected_at END
                WHERE workspace_id = $1 AND server_id = $2 AND version = $3
                """
                        .formatted(SAME),
                key(server)
                        .addString(server.name())
                        .addString(server.shape().transport())
                        .addString(server.shape().address())
                        .addString(rows.write(server.shape().authentication()))
                        .addBoolean(server.shape().privateAllowed())
                        .addString(rows.write(server.bounds())));
    }

    /// Switches it on or off.
    Uni<Boolean> enable(SqlConnection transaction, ServerRow server, boolean enabled) {
        return switches.enable(transaction, seen(server), enabled);
    }

    /// Approves it as it stood in that version.
    Uni<Boolean> approve(SqlConnection transaction, ServerRow server, String by, Instant at) {
        return switches.approve(transaction, seen(server), by, at);
    }

    private static Seen seen(ServerRow server) {
        return new Seen(server.workspace(), server.id(), server.version());
    }

    /// Puts another secret in place.
    Uni<Boolean> replaceSecret(
            SqlConnection transaction, ServerRow server, Sealed sealed, String four, Instant at) {
        return changed(
                transaction,
                """
                UPDATE gateway.server SET secret_sealed = $4, secret_wrapping = $5,
                    secret_last_four = $6, secret_at = $7, version = version + 1
                WHERE workspace_id = $1 AND server_id = $2 AND version = $3
                """,
                key(server)
                        .addValue(sealed.bytes())
                        .addString(sealed.wrapping())
                        .addString(four)
                        .addOffsetDateTime(Columns.time(at)));
    }

    /// Turns it down as it stood in that version.
    Uni<Boolean> reject(
            SqlConnection transaction, ServerRow server, Server.RejectionView rejection) {
        return changed(
                transaction,
                """
                UPDATE gateway.server SET rejected_by = $4, rejected_reason = $5, rejected_at = $6,
                    version = version + 1
                WHERE workspace_id = $1 AND server_id = $2 AND version = $3
                """,
                key(server)
                        .addString(rejection.by())
                        .addString(rejection.reason())
                        .addOffsetDateTime(Columns.time(rejection.at())));
    }

    /// Those that are switched on, whose shape stands since before then, and that nobody approved
    /// or turned down since; from behind that one, by workspace and id.
    Uni<List<ServerRow>> unapproved(
            SqlClient client, Instant before, String workspace, String server, int most) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.server
                        WHERE shape_at < $1 AND rejected_at IS NULL AND enabled
                            AND (approved_at IS NULL OR approved_at < shape_at)
                            AND (workspace_id, server_id) > ($2, $3)
                        ORDER BY workspace_id, server_id LIMIT $4
                        """)
                .execute(Tuple.of(Columns.time(before), workspace, server, most))
                .map(found -> Columns.list(found, rows::read));
    }

    /// Takes it from the template that owned it.
    Uni<Boolean> detach(SqlConnection transaction, ServerRow server) {
        return changed(
                transaction,
                """
                UPDATE gateway.server SET managed_by = NULL, version = version + 1
                WHERE workspace_id = $1 AND server_id = $2 AND version = $3
                    AND managed_by IS NOT NULL
                """,
                key(server));
    }

    /// Takes it out, with its tests.
    Uni<Boolean> delete(SqlConnection transaction, ServerRow server) {
        return changed(
                transaction,
                """
                DELETE FROM gateway.server
                WHERE workspace_id = $1 AND server_id = $2 AND version = $3
                """,
                key(server));
    }

    private static Tuple key(ServerRow server) {
        return Tuple.tuple()
                .addString(server.workspace())
                .addString(server.id())
                .addInteger(server.version());
    }

    private static Uni<Boolean> changed(SqlConnection transaction, String sql, Tuple values) {
        return transaction.preparedQuery(sql).execute(values).map(done -> done.rowCount() == 1);
    }

    Uni<Optional<ServerRow>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(SHOWN + " WHERE s.workspace_id = $1 AND s.server_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(found -> Columns.first(found, rows::read));
    }

    /// Those of a workspace, newest first.
    Uni<List<ServerRow>> list(SqlClient client, String workspace, Filter filter, Slice slice) {
        return client.preparedQuery(
                        SHOWN
                                + """
                                WHERE s.workspace_id = $1
                                    AND ($2::timestamptz IS NULL OR (created_at, server_id) < ($2, $3))
                                    AND ($5::text IS NULL OR transport = $5)
                                    AND ($6::text IS NULL OR health = $6)
                                    AND ($7::text IS NULL OR slug = $7)
                                ORDER BY created_at DESC, server_id DESC LIMIT $4
                                """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addValue(Columns.after(slice))
                                .addValue(Columns.afterId(slice))
                                .addInteger(slice.rows())
                                .addValue(filter.transport().orElse(null))
                                .addValue(filter.health().orElse(null))
                                .addValue(filter.slug().orElse(null)))
                .map(found -> Columns.list(found, rows::read));
    }

    /// What a list is narrowed to.
    record Filter(Optional<String> transport, Optional<String> health, Optional<String> slug) {}

    /// Every server there is.
    Uni<List<ServerState>> all(SqlConnection open) {
        return open.preparedQuery("SELECT * FROM gateway.server")
                .execute()
                .map(found -> Columns.list(found, row -> rows.read(row).live()));
    }

    /// Every server of those workspaces.
    Uni<List<ServerState>> of(SqlConnection open, List<String> workspaces) {
        return open.preparedQuery("SELECT * FROM gateway.server WHERE workspace_id = ANY ($1)")
                .execute(Tuple.of(workspaces.toArray(String[]::new)))
                .map(found -> Columns.list(found, row -> rows.read(row).live()));
    }
}
