package dev.carnet.mcp.toolset;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The table `gateway.toolset_assignment`. Who wrote it past the API would give callers things
/// without an entry that says so.
@Singleton
final class AssignmentStore {

    /// Makes one, unless it is there.
    Uni<Boolean> insert(SqlConnection transaction, String workspace, Assignment assignment) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.toolset_assignment
                            (workspace_id, toolset_id, assignment_id, type, target, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT (workspace_id, toolset_id, type, target) DO NOTHING
                        """)
                .execute(
                        Tuple.of(workspace, assignment.toolsetId(), assignment.id())
                                .addString(assignment.type())
                                .addString(assignment.target())
                                .addOffsetDateTime(Columns.time(assignment.createdAt())))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Takes one away.
    Uni<Optional<Assignment>> delete(
            SqlConnection transaction, String workspace, String toolset, String id) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.toolset_assignment
                        WHERE workspace_id = $1 AND toolset_id = $2 AND assignment_id = $3
                        RETURNING *
                        """)
                .execute(Tuple.of(workspace, toolset, id))
                .map(rows -> Columns.first(rows, ShelfStore::assignment));
    }

    Uni<List<Assignment>> list(SqlClient client, String workspace, String toolset, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.toolset_assignment
                        WHERE workspace_id = $1 AND toolset_id = $2
                            AND ($3::timestamptz IS NULL OR (created_at, assignment_id) < ($3, $4))
                        ORDER BY created_at DESC, assignment_id DESC LIMIT $5
                        """)
                .execute(
                        Tuple.of(workspace, toolset)
                                .addOffsetDateTime(Columns.after(slice))
                                .addString(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(rows -> Columns.list(rows, ShelfStore::assignment));
    }

    /// Whether the workspace has somebody or something of that id.
    Uni<Boolean> knows(SqlClient client, String workspace, String type, String target) {
        String sql =
                switch (type) {
                    case "agent" ->
                            """
                            SELECT FROM auth.agent
                            WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                            """;
                    case "person" ->
                            "SELECT FROM auth.member WHERE workspace_id = $1 AND person_id = $2";
                    default ->
                            """
                            SELECT FROM gateway.agent_template
                            WHERE workspace_id = $1 AND template_id = $2
                            """;
                };
        return client.preparedQuery(sql)
                .execute(Tuple.of(workspace, target))
                .map(rows -> rows.rowCount() == 1);
    }
}
