package dev.carnet.mcp.toolset;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `gateway.toolset`. Who wrote it past the API would give callers things without an
/// entry that says so.
@Singleton
final class ToolsetStore {

    private final String mcpUrl;

    ToolsetStore(ServiceConfig config) {
        this.mcpUrl = config.mcpUrl();
    }

    /// Makes one, unless the slug is or was taken.
    Uni<Boolean> insert(SqlConnection transaction, String workspace, Toolset toolset) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.toolset
                            (workspace_id, toolset_id, slug, name, members, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT (workspace_id, slug) DO NOTHING
                        """)
                .execute(
                        Tuple.of(workspace, toolset.id(), toolset.slug(), toolset.name())
                                .addString(ShelfStore.text(toolset.members()))
                                .addOffsetDateTime(Columns.time(toolset.createdAt())))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Writes what an edit made of it, if it still has the version the edit was made for.
    Uni<Boolean> update(SqlConnection transaction, String workspace, Toolset toolset) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.toolset SET name = $4, members = $5, version = version + 1
                        WHERE workspace_id = $1 AND toolset_id = $2 AND version = $3
                            AND deleted_at IS NULL
                        """)
                .execute(
                        Tuple.of(workspace, toolset.id(), toolset.version())
                                .addString(toolset.name())
                                .addString(ShelfStore.text(toolset.members())))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Takes it away; its slug stays taken.
    Uni<Boolean> delete(SqlConnection transaction, String workspace, String id, Instant at) {
        return transaction
                .preparedQuery(
                        """
                        WITH unassigned AS (DELETE FROM gateway.toolset_assignment
                            WHERE workspace_id = $1 AND toolset_id = $2)
                        UPDATE gateway.toolset SET deleted_at = $3
                        WHERE workspace_id = $1 AND toolset_id = $2 AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(at)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Optional<Toolset>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.toolset
                        WHERE workspace_id = $1 AND toolset_id = $2 AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, row -> ShelfStore.toolset(mcpUrl, row)));
    }

    Uni<List<Toolset>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.toolset WHERE workspace_id = $1 AND deleted_at IS NULL
                            AND ($2::timestamptz IS NULL OR (created_at, toolset_id) < ($2, $3))
                        ORDER BY created_at DESC, toolset_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, row -> ShelfStore.toolset(mcpUrl, row)));
    }

    /// How many the workspace has.
    Uni<Long> count(SqlClient client, String workspace) {
        return client.preparedQuery(
                        """
                        SELECT count(*) FROM gateway.toolset
                        WHERE workspace_id = $1 AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(workspace))
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
