package dev.carnet.auth.roster;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reads `auth.agent` with what a person wants to know of an agent, and the names of templates. It
/// only reads.
@Singleton
final class RosterStore {

    private static final String SELECT =
            """
            SELECT a.workspace_id, a.agent_id, a.name, a.description, a.owner_id, a.mode,
                a.created_at, a.suspended_at IS NOT NULL AS suspended,
                a.blocked_at IS NOT NULL AS blocked, coalesce(p.name, a.owner_id) AS owner,
                (SELECT count(*)::int FROM auth.passport s WHERE s.workspace_id = a.workspace_id
                    AND s.agent_id = a.agent_id AND s.revoked_at IS NULL
                    AND s.expires_at > $2) AS alive,
                (SELECT r.line FROM auth.review r WHERE r.workspace_id = a.workspace_id
                    AND r.agent_id = a.agent_id AND r.decision IS NULL
                    ORDER BY r.made_at LIMIT 1) AS review
            FROM auth.agent a LEFT JOIN auth.person p ON p.person_id = a.owner_id
            WHERE a.workspace_id = $1 AND a.deleted_at IS NULL
            """;

    private final Pool pool;

    RosterStore(Pool pool) {
        this.pool = pool;
    }

    /// Those of a workspace, newest first.
    Uni<List<Listed>> list(
            String workspace, Optional<Slice.Position> after, int limit, Instant now) {
        return pool.preparedQuery(
                        SELECT
                                + """
                                AND ($3::timestamptz IS NULL
                                    OR (a.created_at, a.agent_id) < ($3, $4::text))
                                ORDER BY a.created_at DESC, a.agent_id DESC LIMIT $5
                                """)
                .execute(
                        Tuple.of(workspace, Columns.time(now))
                                .addValue(after.map(at -> Columns.time(at.at())).orElse(null))
                                .addValue(after.map(Slice.Position::id).orElse(null))
                                .addInteger(limit))
                .map(rows -> Columns.list(rows, RosterStore::listed));
    }

    /// One of them.
    Uni<Optional<Listed>> find(String workspace, String id, Instant now) {
        return pool.preparedQuery(SELECT + " AND a.agent_id = $3")
                .execute(Tuple.of(workspace, Columns.time(now), id))
                .map(rows -> Columns.first(rows, RosterStore::listed));
    }

    /// Of which workspace the agent is, if that person is a member there.
    Uni<Optional<String>> workspace(String person, String id) {
        return pool.preparedQuery(
                        """
                        SELECT a.workspace_id FROM auth.agent a JOIN auth.member m USING (workspace_id)
                        WHERE m.person_id = $1 AND a.agent_id = $2 AND a.deleted_at IS NULL
                        """)
                .execute(Tuple.of(person, id))
                .map(rows -> Columns.first(rows, row -> row.getString("workspace_id")));
    }

    /// A template of agents.
    record Template(String id, String name) {}

    /// The templates of a workspace.
    Uni<List<Template>> templates(String workspace, int limit) {
        return pool.preparedQuery(
                        """
                        SELECT template_id, name FROM gateway.agent_template
                        WHERE workspace_id = $1 ORDER BY name, template_id LIMIT $2
                        """)
                .execute(Tuple.of(workspace, limit))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Template(
                                                row.getString("template_id"),
                                                row.getString("name"))));
    }

    private static Listed listed(Row row) {
        return new Listed(
                row.getString("workspace_id"),
                row.getString("agent_id"),
                row.getString("name"),
                row.getString("description"),
                row.getString("owner_id"),
                row.getString("owner"),
                row.getString("mode"),
                row.getBoolean("suspended"),
                row.getBoolean("blocked"),
                row.getInteger("alive"),
                Optional.ofNullable(row.getString("review")),
                Columns.instant(row, "created_at"));
    }
}
