package dev.carnet.mcp.webhook;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `gateway.webhook_delivery`, and which gates were told. What is to be told is put in by
/// the transaction that notes that it was; who takes a row is the only one to try it until it is
/// due again.
@ApplicationScoped
public class DeliveryStore {

    private final Pool pool;

    DeliveryStore(Pool pool) {
        this.pool = pool;
    }

    /// A gate whose state nobody was told.
    record Untold(
            String workspace,
            String gate,
            String kind,
            String state,
            String name,
            String server,
            Optional<String> person,
            Optional<String> decidedBy,
            boolean escalated,
            Instant createdAt,
            Instant expiresAt) {}

    /// One try.
    record Due(
            String workspace,
            String id,
            String webhook,
            String url,
            List<Buffer> secrets,
            String body,
            int tries) {}

    /// Takes gates that are to be told.
    Uni<List<Untold>> untold(SqlConnection transaction) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET told = state
                        WHERE (workspace_id, gate_id) IN (
                            SELECT workspace_id, gate_id FROM gateway.gate WHERE told <> state
                            ORDER BY created_at LIMIT 50 FOR UPDATE SKIP LOCKED)
                        RETURNING workspace_id, gate_id, kind, state, name, server, person_id,
                            decided_by, escalated_at, created_at, expires_at
                        """)
                .execute()
                .map(rows -> Columns.list(rows, DeliveryStore::untold));
    }

    private static Untold untold(Row row) {
        return new Untold(
                row.getString("workspace_id"),
                row.getString("gate_id"),
                row.getString("kind"),
                row.getString("state"),
                row.getString("name"),
                row.getString("server"),
                Optional.ofNullable(row.getString("person_id")),
                Optional.ofNullable(row.getString("decided_by")),
                row.getOffsetDateTime("escalated_at") != null,
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"));
    }

    /// Who is to be told in that workspace.
    Uni<List<String>> verified(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery(
                        """
                        SELECT webhook_id FROM gateway.webhook
                        WHERE workspace_id = $1 AND verified_at IS NOT NULL
                            AND disabled_at IS NULL
                        """)
                .execute(Tuple.of(workspace))
                .map(rows -> Columns.list(rows, row -> row.getString("webhook_id")));
    }

    /// Puts something in that a destination is to be told.
    Uni<Void> insert(
            SqlConnection transaction,
            String workspace,
            String id,
            String webhook,
            String body,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.webhook_delivery
                            (workspace_id, delivery_id, webhook_id, body, created_at, due_at)
                        VALUES ($1, $2, $3, $4, $5, $5)
                        """)
                .execute(Tuple.of(workspace, id, webhook, body, Columns.time(now)))
                .replaceWithVoid();
    }

    /// Takes what is due; what fails is due again after a pause that doubles.
    Uni<List<Due>> take(Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.webhook_delivery d SET tries = d.tries + 1,
                            due_at = $1 + interval '5 s' * power(2, d.tries)
                        FROM gateway.webhook w
                        WHERE w.workspace_id = d.workspace_id AND w.webhook_id = d.webhook_id
                            AND d.delivery_id IN (
                                SELECT delivery_id FROM gateway.webhook_delivery
                                WHERE state = 'due' AND due_at <= $1
                                ORDER BY due_at LIMIT 20 FOR UPDATE SKIP LOCKED)
                        RETURNING d.workspace_id, d.delivery_id, d.webhook_id, w.url,
                            w.secret_sealed, d.body, d.tries,
                            CASE WHEN w.old_secret_until > $1 THEN w.old_secret_sealed END AS old
                        """)
                .execute(Tuple.of(Columns.time(now)))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Due(
                                                row.getString("workspace_id"),
                                                row.getString("delivery_id"),
                                                row.getString("webhook_id"),
                                                row.getString("url"),
                                                WebhookStore.secrets(row),
                                                row.getString("body"),
                                                row.getInteger("tries"))));
    }

    /// It arrived.
    Uni<Void> sent(Due due, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.webhook_delivery
                        SET state = 'sent', trouble = '', ended_at = $2
                        WHERE delivery_id = $1 AND state = 'due'
                        """)
                .execute(Tuple.of(due.id(), Columns.time(now)))
                .replaceWithVoid();
    }

    /// It did not; after the last try it is given up.
    Uni<Void> failed(Due due, String trouble, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.webhook_delivery SET trouble = $2,
                            state = CASE WHEN tries >= $3 THEN 'dead' ELSE state END,
                            ended_at = CASE WHEN tries >= $3 THEN $4::timestamptz END
                        WHERE delivery_id = $1 AND state = 'due'
                        """)
                .execute(Tuple.of(due.id(), trouble, Limits.WEBHOOK_TRIES, Columns.time(now)))
                .replaceWithVoid();
    }

    /// What was given up is due again, as if it had never been tried.
    Uni<Optional<WebhookDelivery>> retry(
            SqlConnection transaction,
            String workspace,
            String webhook,
            String delivery,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.webhook_delivery
                        SET state = 'due', tries = 0, due_at = $4, ended_at = NULL
                        WHERE workspace_id = $1 AND webhook_id = $2 AND delivery_id = $3
                            AND state = 'dead'
                        RETURNING delivery_id, (body::json ->> 'type') AS type, state, tries,
                            trouble, created_at, due_at, ended_at
                        """)
                .execute(Tuple.of(workspace, webhook, delivery, Columns.time(now)))
                .map(rows -> Columns.first(rows, DeliveryStore::delivery));
    }

    /// Newest first.
    ///
    /// @param state those in that state only, if one is named
    Uni<List<WebhookDelivery>> list(
            String workspace, String webhook, Optional<String> state, Slice slice) {
        return pool.preparedQuery(
                        """
                        SELECT delivery_id, (body::json ->> 'type') AS type, state, tries, trouble,
                            created_at, due_at, ended_at
                        FROM gateway.webhook_delivery
                        WHERE workspace_id = $1 AND webhook_id = $2
                            AND ($3::timestamptz IS NULL
                                OR (created_at, delivery_id) < ($3, $4::text))
                            AND ($6::text IS NULL OR state = $6)
                        ORDER BY created_at DESC, delivery_id DESC LIMIT $5
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                webhook,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows(),
                                state.orElse(null)))
                .map(rows -> Columns.list(rows, DeliveryStore::delivery));
    }

    private static WebhookDelivery delivery(Row row) {
        return new WebhookDelivery(
                row.getString("delivery_id"),
                row.getString("type"),
                row.getString("state"),
                row.getInteger("tries"),
                row.getString("trouble"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "due_at"),
                Columns.optionalInstant(row, "ended_at"));
    }

    /// Forgets what ended long ago.
    Uni<Void> forget(Instant before) {
        return pool.preparedQuery("DELETE FROM gateway.webhook_delivery WHERE ended_at < $1")
                .execute(Tuple.of(Columns.time(before)))
                .replaceWithVoid();
    }
}
