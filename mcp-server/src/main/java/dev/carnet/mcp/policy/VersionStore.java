package dev.carnet.mcp.policy;

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

/// The tables `gateway.policy` and `gateway.policy_version`. Whoever changes a workspace's row
/// holds its lock from {@link #hold} on, so that versions are numbered without gaps.
@Singleton
final class VersionStore {

    private static final String STATE =
            """
            SELECT p.revision, p.active_version, v.document, p.draft, p.draft_by, p.draft_at
            FROM gateway.policy p
            LEFT JOIN gateway.policy_version v
              ON v.workspace_id = p.workspace_id AND v.version = p.active_version
            WHERE p.workspace_id = $1
            """;

    private static final String VERSIONS =
            """
            SELECT version, document, note, made_by, made_at, restores
            FROM gateway.policy_version WHERE workspace_id = $1
            """;

    Uni<PolicyState> state(SqlClient client, String workspace) {
        return client.preparedQuery(STATE)
                .execute(Tuple.of(workspace))
                .map(rows -> Columns.first(rows, VersionStore::state).orElse(PolicyState.NONE));
    }

    /// The row, made if there was none, and locked until the transaction ends.
    Uni<PolicyState> hold(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.policy (workspace_id) VALUES ($1)
                        ON CONFLICT (workspace_id) DO NOTHING
                        """)
                .execute(Tuple.of(workspace))
                .chain(() ->
                        transaction
                                .preparedQuery(STATE + "FOR UPDATE OF p")
                                .execute(Tuple.of(workspace)))
                .map(rows -> state(rows.iterator().next()));
    }

    Uni<Void> draft(SqlConnection transaction, String workspace, PolicyState.Draft draft) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.policy
                        SET draft = $2, draft_by = $3, draft_at = $4, revision = revision + 1
                        WHERE workspace_id = $1
                        """)
                .execute(
                        Tuple.of(workspace, draft.document(), draft.by(), Columns.time(draft.at())))
                .replaceWithVoid();
    }

    Uni<Void> dropDraft(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.policy
                        SET draft = NULL, draft_by = NULL, draft_at = NULL, revision = revision + 1
                        WHERE workspace_id = $1
                        """)
                .execute(Tuple.of(workspace))
                .replaceWithVoid();
    }

    /// Keeps the next version and makes it the active one; the number it gave is not used.
    Uni<Version> activate(SqlConnection transaction, String workspace, Version next) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.policy_version
                            (workspace_id, version, document, note, made_by, made_at, restores)
                        SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6
                        FROM gateway.policy_version WHERE workspace_id = $1
                        RETURNING version, document, note, made_by, made_at, restores
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(next.document())
                                .addString(next.note())
                                .addString(next.by())
                                .addOffsetDateTime(Columns.time(next.at()))
                                .addValue(next.restores().orElse(null)))
                .map(rows -> version(rows.iterator().next()))
                .call(made -> point(transaction, workspace, made.number()));
    }

    private static Uni<Void> point(SqlConnection transaction, String workspace, long number) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.policy SET active_version = $2, revision = revision + 1
                        WHERE workspace_id = $1
                        """)
                .execute(Tuple.of(workspace, number))
                .replaceWithVoid();
    }

    Uni<List<Version>> versions(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        VERSIONS
                                + """
                                AND ($2::bigint IS NULL OR version < $2)
                                ORDER BY version DESC LIMIT $3
                                """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addValue(
                                        slice.after()
                                                .map(position -> Long.valueOf(position.id()))
                                                .orElse(null))
                                .addInteger(slice.rows()))
                .map(rows -> Columns.list(rows, VersionStore::version));
    }

    Uni<Optional<Version>> version(SqlClient client, String workspace, long number) {
        return client.preparedQuery(VERSIONS + "AND version = $2")
                .execute(Tuple.of(workspace, number))
                .map(rows -> Columns.first(rows, VersionStore::version));
    }

    private static PolicyState state(Row row) {
        return new PolicyState(
                row.getInteger("revision"),
                row.getLong("active_version"),
                Optional.ofNullable(row.getString("document")).orElse(Documents.EMPTY),
                Optional.ofNullable(row.getString("draft"))
                        .map(draft ->
                                new PolicyState.Draft(
                                        draft,
                                        row.getString("draft_by"),
                                        Columns.instant(row, "draft_at"))));
    }

    private static Version version(Row row) {
        Instant at = Columns.instant(row, "made_at");
        return new Version(
                row.getLong("version"),
                row.getString("document"),
                row.getString("note"),
                row.getString("made_by"),
                at,
                Optional.ofNullable(row.getLong("restores")));
    }
}
