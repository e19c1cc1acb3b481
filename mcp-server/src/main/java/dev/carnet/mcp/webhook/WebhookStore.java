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
import java.util.stream.Stream;

/// The table `gateway.webhook`. Its secret is sealed; a row that was not verified is told nothing.
@ApplicationScoped
public class WebhookStore {

    private final Pool pool;

    WebhookStore(Pool pool) {
        this.pool = pool;
    }

    /// A destination with what is needed to reach it.
    ///
    /// @param secrets what to sign with, the newest first
    record Reachable(Webhook webhook, List<Buffer> secrets) {}

    /// Keeps a destination, unless the workspace has as many as it may.
    Uni<Boolean> insert(SqlConnection transaction, String workspace, Webhook one, Buffer secret) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.webhook
                            (workspace_id, webhook_id, url, secret_sealed, created_at)
                        SELECT $1, $2, $3, $4::bytea, $5::timestamptz
                        WHERE (SELECT count(*) FROM gateway.webhook WHERE workspace_id = $1)
                            < $6::int
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                one.id(),
                                one.url(),
                                secret,
                                Columns.time(one.createdAt()),
                                Limits.WEBHOOKS))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Newest first.
    Uni<List<Webhook>> list(String workspace, Slice slice) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM gateway.webhook WHERE workspace_id = $1
                            AND ($2::timestamptz IS NULL
                                OR (created_at, webhook_id) < ($2, $3::text))
                        ORDER BY created_at DESC, webhook_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, WebhookStore::webhook));
    }

    /// That destination of that workspace.
    Uni<Optional<Reachable>> find(String workspace, String id, Instant now) {
        return pool.preparedQuery(
                        """
                        SELECT *, CASE WHEN old_secret_until > $3 THEN old_secret_sealed END AS old
                        FROM gateway.webhook WHERE workspace_id = $1 AND webhook_id = $2
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(now)))
                .map(rows -> Columns.first(rows, row -> new Reachable(webhook(row), secrets(row))));
    }

    /// It proved that it wants to be told.
    Uni<Boolean> verify(SqlConnection transaction, String workspace, String id, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.webhook SET verified_at = $3, version = version + 1
                        WHERE workspace_id = $1 AND webhook_id = $2
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Makes that the newest secret; of those before, only the last signs on.
    Uni<Boolean> rotate(
            SqlConnection transaction, String workspace, String id, Buffer secret, Instant until) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.webhook SET old_secret_sealed = secret_sealed,
                            old_secret_until = $4, secret_sealed = $3, version = version + 1
                        WHERE workspace_id = $1 AND webhook_id = $2
                        """)
                .execute(Tuple.of(workspace, id, secret, Columns.time(until)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Forgets it, and what it was to be told.
    Uni<Boolean> delete(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.webhook WHERE workspace_id = $1 AND webhook_id = $2
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Webhook webhook(Row row) {
        return new Webhook(
                row.getString("webhook_id"),
                row.getString("url"),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "verified_at"),
                Columns.optionalInstant(row, "old_secret_until"),
                Optional.empty());
    }

    /// What to sign with: the newest, and the one before as long as it counts (`old`).
    static List<Buffer> secrets(Row row) {
        return Stream.of("secret_sealed", "old")
                .flatMap(column -> Optional.ofNullable(row.getBuffer(column)).stream())
                .map(sealed -> Buffer.buffer(sealed.getBytes()))
                .toList();
    }
}
