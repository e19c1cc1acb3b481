package dev.carnet.auth.passport;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `auth.review`. A review is decided once, by the statement that finds it open; the
/// agent is blocked or unblocked in the same transaction.
final class ReviewStore {

    Uni<List<Review>> list(
            SqlClient client, String workspace, Optional<Boolean> open, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.review
                        WHERE workspace_id = $1
                            AND ($2::boolean IS NULL OR (decision IS NULL) = $2)
                            AND ($3::timestamptz IS NULL OR (made_at, review_id) < ($3, $4))
                        ORDER BY made_at DESC, review_id DESC LIMIT $5
                        """)
                .execute(
                        Tuple.of(workspace)
                                .addValue(open.orElse(null))
                                .addValue(Columns.after(slice))
                                .addValue(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(rows -> Columns.list(rows, ReviewStore::review));
    }

    Uni<Optional<Review>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(
                        "SELECT * FROM auth.review WHERE workspace_id = $1 AND review_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ReviewStore::review));
    }

    /// Who answers for the agent that it is about, and who did for what it is about.
    Uni<List<String>> owners(SqlClient client, String workspace, Review review) {
        return client.preparedQuery(
                        """
                        SELECT owner_id FROM auth.agent WHERE workspace_id = $1 AND agent_id = $2
                        UNION
                        SELECT owner_id FROM auth.passport_line WHERE workspace_id = $1 AND line = $3
                        """)
                .execute(Tuple.of(workspace, review.agentId(), review.line()))
                .map(rows -> Columns.list(rows, row -> row.getString("owner_id")));
    }

    /// Decides, or finds that somebody did, or that it says something else by now.
    Uni<Optional<Review>> decide(
            SqlConnection transaction,
            String workspace,
            String id,
            ReviewDecision decision,
            String by,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.review SET decision = $3, note = $4, decided_by = $5,
                          decided_at = $6
                        WHERE workspace_id = $1 AND review_id = $2 AND decision IS NULL
                          AND version = $7
                        RETURNING *
                        """)
                .execute(
                        Tuple.of(workspace, id, decision.decision(), decision.note().orElse(""), by)
                                .addOffsetDateTime(Columns.time(now))
                                .addInteger(decision.version()))
                .map(rows -> Columns.first(rows, ReviewStore::review));
    }

    /// Blocks the agent by what was decided, or has it go on, unless somebody blocked it by hand or
    /// has another review to decide that blocked it. Of several who decide at once the last sees
    /// what the others did: it waits for them before it looks.
    Uni<Void> settle(SqlConnection transaction, String workspace, Review decided, Instant now) {
        return transaction
                .preparedQuery(
                        "SELECT FROM auth.agent WHERE workspace_id = $1 AND agent_id = $2 FOR UPDATE")
                .execute(Tuple.of(workspace, decided.agentId()))
                .chain(() ->
                        transaction
                                .preparedQuery(
                                        """
                                        UPDATE auth.agent a SET version = version + 1,
                                          blocked_at = CASE
                                            WHEN $3 THEN coalesce(blocked_at, $4)
                                            WHEN 'blocked' = ANY (held) OR EXISTS (
                                              SELECT FROM auth.review r
                                              WHERE r.workspace_id = a.workspace_id
                                                AND r.agent_id = a.agent_id
                                                AND r.decision IS NULL AND r.blocks) THEN blocked_at END,
                                          held = CASE WHEN $3 AND NOT 'blocked' = ANY (held)
                                            THEN array_append(held, 'blocked') ELSE held END
                                        WHERE workspace_id = $1 AND agent_id = $2
                                          AND deleted_at IS NULL
                                        """)
                                .execute(
                                        Tuple.of(
                                                workspace,
                                                decided.agentId(),
                                                decided.decision().equals(Optional.of("block")),
                                                Columns.time(now))))
                .replaceWithVoid();
    }

    private static Review review(Row row) {
        return new Review(
                row.getString("review_id"),
                row.getInteger("version"),
                row.getString("agent_id"),
                row.getString("line"),
                ReportStore.findings(row.getString("findings")),
                Columns.instant(row, "made_at"),
                Optional.ofNullable(row.getString("decision")),
                Optional.ofNullable(row.getString("decided_by")),
                Columns.optionalInstant(row, "decided_at"),
                row.getString("note"));
    }
}
