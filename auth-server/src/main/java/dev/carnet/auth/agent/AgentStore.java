package dev.carnet.auth.agent;

import dev.carnet.auth.mandate.Granted;
import dev.carnet.auth.mandate.ServiceTexts;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.token.Mandate.Mode;
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

    Uni<Void> insert(SqlConnection transaction, String workspace, Agent agent, Granted services) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.agent
                            (workspace_id, agent_id, name, description, owner_id, scopes, created_at,
                             mode, services, on_info, on_warning, on_critical, line_seconds)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                        """)
                .execute(
                        Tuple.of(workspace, agent.id(), agent.name(), agent.description())
                                .addString(agent.ownerId())
                                .addArrayOfString(agent.scopes().toArray(String[]::new))
                                .addOffsetDateTime(Columns.time(agent.createdAt()))
                                .addString(agent.mode())
                                .addString(ServiceTexts.text(services))
                                .addString(agent.onInfo())
                                .addString(agent.onWarning())
                                .addString(agent.onCritical())
                                .addValue(agent.lineSeconds().orElse(null)))
                .replaceWithVoid();
    }

    /// What it may do from now on.
    ///
    /// @param services the text of its row, if that changes
    /// @param liftLine whether nothing is said of its line any more
    record Bounds(
            Optional<List<String>> scopes,
            Optional<String> mode,
            Optional<String> services,
            Optional<Integer> lineSeconds,
            boolean liftLine,
            boolean block,
            List<String> held) {}

    /// What the agent may do now, held until the transaction ends.
    Uni<Optional<Confinement>> confinement(SqlConnection transaction, ApiCall call, String id) {
        return transaction
                .preparedQuery(
                        """
                        SELECT owner_id, held, scopes, mode, services, line_seconds FROM auth.agent
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                        FOR NO KEY UPDATE
                        """)
                .execute(Tuple.of(call.workspace(), id))
                .map(rows ->
                        Columns.first(
                                rows,
                                row ->
                                        new Confinement(
                                                Oversight.of(
                                                        call,
                                                        row.getString("owner_id"),
                                                        row.getArrayOfStrings("held")),
                                                List.of(row.getArrayOfStrings("scopes")),
                                                Mode.of(row.getString("mode")).orElseThrow(),
                                                ServiceTexts.granted(row.getString("services")),
                                                Optional.ofNullable(
                                                        row.getInteger("line_seconds")))));
    }

    /// A review of the agent that nobody has decided, if there is one.
    Uni<Optional<String>> pending(Mutiny.StatelessSession session, String workspace, String id) {
        return session.createNativeQuery(
                        """
                        SELECT review_id FROM auth.review
                        WHERE workspace_id = ?1 AND agent_id = ?2 AND decision IS NULL
                        ORDER BY made_at LIMIT 1
                        """,
                        String.class)
                .setParameter(1, workspace)
                .setParameter(2, id)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    /// Sets what the agent may do; nothing comes back when it was deleted meanwhile.
    Uni<List<ChangeBody>> confine(
            SqlConnection transaction, String workspace, String id, Bounds bounds) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET version = version + 1,
                            scopes = COALESCE($3, scopes), mode = COALESCE($4, mode),
                            services = COALESCE($5, services),
                            blocked_at = CASE WHEN $6 THEN COALESCE(blocked_at, clock_timestamp())
                                              ELSE blocked_at END,
                            held = CASE WHEN $6 AND NOT 'blocked' = ANY ($7)
                                        THEN array_append($7, 'blocked') ELSE $7 END,
                            line_seconds = CASE WHEN NOT $9 THEN COALESCE($8, line_seconds) END
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                        RETURNING agent_id, owner_id, name, suspended_at IS NOT NULL AS suspended
                        """)
                .execute(
                        Tuple.of(workspace, id)
                                .addValue(
                                        bounds.scopes()
                                                .map(some -> some.toArray(String[]::new))
                                                .orElse(null))
                                .addValue(bounds.mode().orElse(null))
                                .addValue(bounds.services().orElse(null))
                                .addBoolean(bounds.block())
                                .addArrayOfString(bounds.held().toArray(String[]::new))
                                .addValue(bounds.lineSeconds().orElse(null))
                                .addBoolean(bounds.liftLine()))
                .map(rows -> Columns.list(rows, AgentStore::confined));
    }

    /// Who answers for the agent, if somebody decided about it or has to: that it is blocked, what
    /// it is held to, a report that waits. Held until the transaction ends.
    Uni<Optional<String>> watched(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        """
                        SELECT owner_id, blocked_at IS NOT NULL OR held <> '{}' OR EXISTS (
                            SELECT FROM auth.review r WHERE r.workspace_id = a.workspace_id
                                AND r.agent_id = a.agent_id AND r.decision IS NULL) AS watched
                        FROM auth.agent a
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                        FOR NO KEY UPDATE
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows ->
                        Columns.list(rows, row -> row).stream()
                                .filter(row -> row.getBoolean("watched"))
                                .map(row -> row.getString("owner_id"))
                                .findFirst());
    }

    /// Has the agent answer to that person, without the key it had; nothing comes back when it did
    /// already, or was deleted.
    Uni<List<ChangeBody>> handOver(
            SqlConnection transaction, String workspace, String id, String person) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.agent SET version = version + 1, owner_id = $3,
                            public_jwk = NULL, enrolled_at = NULL, challenge_hash = NULL
                        WHERE workspace_id = $1 AND agent_id = $2 AND deleted_at IS NULL
                            AND owner_id <> $3
                        RETURNING agent_id, owner_id, name, suspended_at IS NOT NULL AS suspended
                        """)
                .execute(Tuple.of(workspace, id, person))
                .map(rows -> Columns.list(rows, AgentStore::confined));
    }

    private static ChangeBody confined(Row row) {
        return new AgentChanged(
                new AgentState(
                        row.getString("agent_id"),
                        row.getString("owner_id"),
                        row.getString("name"),
                        row.getBoolean("suspended")
                                ? AgentState.Status.SUSPENDED
                                : AgentState.Status.ACTIVE));
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
