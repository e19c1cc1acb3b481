package dev.carnet.auth.watch;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The orders in `watch.security_event`: rows that want something taken away. mcp-server and
/// auth-server write them, auth-server carries them out. What blocks an agent does so in
/// `auth.agent` and `auth.review`, as a report does.
@Singleton
final class OrderStore {

    private static final int AT_A_TIME = 50;

    /// An order.
    ///
    /// @param type of what is to be taken away, as revocations name it
    /// @param blocks whether the agent gets nothing until somebody looked
    record Order(
            String workspace,
            String event,
            String detector,
            String type,
            String id,
            boolean blocks) {}

    /// The oldest that wait, but for those events.
    Uni<List<Order>> waiting(SqlClient client, List<String> not) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id, id, kind, revoke_type, revoke_id, blocks
                        FROM watch.security_event WHERE action = 'wanted' AND NOT id = ANY ($2)
                        ORDER BY seq LIMIT $1
                        """)
                .execute(Tuple.of(AT_A_TIME, not.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, OrderStore::order));
    }

    /// Claims it; of all who try, one does.
    Uni<Boolean> claim(SqlClient transaction, Order order, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE watch.security_event SET action = 'revoked', revoked_at = $3
                        WHERE workspace_id = $1 AND id = $2 AND action = 'wanted'
                        """)
                .execute(Tuple.of(order.workspace(), order.event(), Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// So many findings a review says at most; what comes after that blocks all the same.
    private static final int FINDINGS = 50;

    /// Blocks the agent that the event is about, and has a person look at the line it came from:
    /// what they are to look at already says this, too, and what they decided before they decide
    /// anew. Where there is no line it is blocked until somebody unblocks it.
    Uni<Void> block(SqlClient transaction, Order order, String review, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        WITH asked AS (
                          INSERT INTO auth.review
                            (review_id, workspace_id, line, agent_id, made_at, findings, blocks)
                          SELECT $3, e.workspace_id, l.line, e.agent_id, $4,
                            json_build_array(json_build_object('kind', e.kind,
                              'severity', e.severity, 'detail', e.id || ': ' || e.message))::text, true
                          FROM watch.security_event e
                          JOIN auth.passport p ON p.workspace_id = e.workspace_id
                            AND p.jti = e.passport_id
                          JOIN auth.passport_line l ON l.workspace_id = e.workspace_id
                            AND l.line = coalesce(p.line, p.jti)
                          WHERE e.workspace_id = $1 AND e.id = $2
                          ON CONFLICT (workspace_id, line) DO UPDATE SET
                            findings = CASE
                              WHEN json_array_length(auth.review.findings::json) < $5
                              THEN (auth.review.findings::jsonb || excluded.findings::jsonb)::text
                              ELSE auth.review.findings END,
                            blocks = true, version = auth.review.version + 1, decision = NULL,
                            decided_at = NULL, decided_by = NULL, note = ''
                          RETURNING review_id)
                        UPDATE auth.agent a SET version = version + 1,
                          blocked_at = coalesce(a.blocked_at, $4),
                          held = CASE WHEN EXISTS (SELECT FROM asked) OR 'blocked' = ANY (a.held)
                            THEN a.held ELSE array_append(a.held, 'blocked') END
                        FROM watch.security_event e
                        WHERE e.workspace_id = $1 AND e.id = $2
                          AND a.workspace_id = e.workspace_id AND a.agent_id = e.agent_id
                          AND a.deleted_at IS NULL
                        """)
                .execute(
                        Tuple.of(order.workspace(), order.event(), review, Columns.time(now))
                                .addInteger(FINDINGS))
                .replaceWithVoid();
    }

    /// There was nothing to take away.
    Uni<Void> drop(SqlClient client, Order order) {
        return client.preparedQuery(
                        """
                        UPDATE watch.security_event SET action = 'none', revoked_at = NULL
                        WHERE workspace_id = $1 AND id = $2
                        """)
                .execute(Tuple.of(order.workspace(), order.event()))
                .replaceWithVoid();
    }

    private static Order order(Row row) {
        return new Order(
                row.getString("workspace_id"),
                row.getString("id"),
                row.getString("kind"),
                row.getString("revoke_type"),
                row.getString("revoke_id"),
                row.getBoolean("blocks"));
    }
}
