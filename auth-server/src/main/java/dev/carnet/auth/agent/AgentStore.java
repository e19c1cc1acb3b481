package dev.carnet.auth.agent;

import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// The table `auth.agent`: made by one statement, edited as an entity whose version moves with
/// every change.
final class AgentStore {

    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    Uni<Void> insert(SqlConnection transaction, String workspace, Agent agent) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.agent
                            (workspace_id, agent_id, name, description, owner_id, scopes, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7)
                        """)
                .execute(
                        Tuple.of(workspace, agent.id(), agent.name(), agent.description())
                                .addString(agent.ownerId())
                                .addArrayOfString(agent.scopes().toArray(String[]::new))
                                .addOffsetDateTime(Columns.time(agent.createdAt())))
                .replaceWithVoid();
    }

    /// Deletes the agent, and answers what replicas must learn; nothing when it was deleted before.
    Uni<List<ChangeBody>> delete(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET deleted_at = clock_timestamp(), version = version + 1
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                        RETURNING agent_id, owner_id, name
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.list(rows, AgentStore::deleted));
    }

    private static ChangeBody deleted(Row row) {
        return new AgentChanged(
                new AgentState(
                        row.getString("agent_id"),
                        row.getString("owner_id"),
                        row.getString("name"),
                        AgentState.Status.DELETED));
    }

    /// The agents that were not deleted.
    Uni<List<AgentRow>> list(Mutiny.StatelessSession session, String workspace, Slice slice) {
        Slice.Position after = slice.after().orElse(new Slice.Position(END, ""));
        return session.createSelectionQuery(
                        """
                        from AgentRow where workspace = :workspace and deletedAt is null
                            and (createdAt < :at or (createdAt = :at and id < :id))
                        order by createdAt desc, id desc
                        """,
                        AgentRow.class)
                .setParameter("workspace", workspace)
                .setParameter("at", after.at())
                .setParameter("id", after.id())
                .setMaxResults(slice.rows())
                .getResultList();
    }

    /// The agent, unless it was deleted.
    Uni<Optional<AgentRow>> find(Mutiny.StatelessSession session, String workspace, String id) {
        return session.get(AgentRow.class, new AgentRow.Key(workspace, id))
                .map(row -> Optional.ofNullable(row).filter(found -> found.deletedAt == null));
    }
}
