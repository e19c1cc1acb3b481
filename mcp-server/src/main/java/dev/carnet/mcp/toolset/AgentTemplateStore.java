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

/// The table `gateway.agent_template`. Who wrote it past the API would give agents things without
/// an entry that says so.
@Singleton
final class AgentTemplateStore {

    Uni<Void> insert(SqlConnection transaction, String workspace, AgentTemplate template) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.agent_template
                            (workspace_id, template_id, name, agents, created_at)
                        VALUES ($1, $2, $3, $4, $5)
                        """)
                .execute(
                        Tuple.of(workspace, template.id(), template.name())
                                .addArrayOfString(template.agents().toArray(String[]::new))
                                .addOffsetDateTime(Columns.time(template.createdAt())))
                .replaceWithVoid();
    }

    /// Writes what an edit made of it, if it still has the version the edit was made for.
    Uni<Boolean> update(SqlConnection transaction, String workspace, AgentTemplate template) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.agent_template SET name = $4, agents = $5,
                            version = version + 1
                        WHERE workspace_id = $1 AND template_id = $2 AND version = $3
                        """)
                .execute(
                        Tuple.of(workspace, template.id(), template.version(), template.name())
                                .addArrayOfString(template.agents().toArray(String[]::new)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Takes it away, with what was assigned to it.
    Uni<Boolean> delete(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        """
                        WITH unassigned AS (DELETE FROM gateway.toolset_assignment
                            WHERE workspace_id = $1 AND type = 'template' AND target = $2)
                        DELETE FROM gateway.agent_template
                        WHERE workspace_id = $1 AND template_id = $2
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Optional<AgentTemplate>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.agent_template
                        WHERE workspace_id = $1 AND template_id = $2
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ShelfStore::template));
    }

    Uni<List<AgentTemplate>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.agent_template WHERE workspace_id = $1
                            AND ($2::timestamptz IS NULL OR (created_at, template_id) < ($2, $3))
                        ORDER BY created_at DESC, template_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, ShelfStore::template));
    }

    /// How many of these are agents of the workspace.
    Uni<Long> known(SqlClient client, String workspace, List<String> agents) {
        return client.preparedQuery(
                        """
                        SELECT count(*) FROM auth.agent
                        WHERE workspace_id = $1 AND agent_id = ANY ($2) AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(workspace).addArrayOfString(agents.toArray(String[]::new)))
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
