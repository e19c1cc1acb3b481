package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.mcp.notice.Turns.Place;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The table `gateway.delivery`. Who takes a row is the only one to try it until it is due again;
/// rows for mail addresses are taken by auth-server.
@ApplicationScoped
public class DeliveryStore {

    private static final String COLUMNS =
            """
            delivery_id, destination_id, (body::json ->> 'type') AS type, about, state, tries,
                trouble, created_at, due_at, ended_at
            """;

    private final Pool pool;

    DeliveryStore(Pool pool) {
        this.pool = pool;
    }

    /// Something that a destination is to be told.
    ///
    /// @param kind what the destination is
    /// @param about what it tells of; a destination is told of it once
    record Letter(String id, String destination, String kind, String about, String body) {}

    /// One try.
    record Due(
            String workspace,
            String id,
            String destination,
            String url,
            List<Buffer> secrets,
            String body,
            int tries) {}

    /// Puts something in that a destination is to be told, unless it was told of it already.
    Uni<Void> insert(
            SqlConnection transaction, String workspace, Letter letter, Instant now, Instant due) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.delivery (workspace_id, delivery_id, destination_id,
                            kind, about, body, created_at, due_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                        ON CONFLICT (workspace_id, destination_id, about) WHERE about <> ''
                            DO NOTHING
                        """)
                .execute(
                        Tuple.of(
                                        workspace,
                                        letter.id(),
                                        letter.destination(),
                                        letter.kind(),
                                        letter.about(),
                                        letter.body())
                                .addOffsetDateTime(Columns.time(now))
                                .addOffsetDateTime(Columns.time(due)))
                .replaceWithVoid();
    }

    /// Takes what is due for programs, by turns: of each workspace, and of each of its
    /// destinations, so many beside what is on its way already. While one is tried nobody else
    /// takes it.
    ///
    /// @param most so many in all
    Uni<List<Due>> take(Map<Place, Integer> running, int most, Instant now) {
        List<Map.Entry<Place, Integer>> busy = List.copyOf(running.entrySet());
        return pool.preparedQuery(
                        """
                        WITH busy AS (
                          SELECT * FROM unnest($3::text[], $4::text[], $5::int[])
                            AS b (workspace_id, destination_id, running)),
                        turns AS (
                          SELECT one.delivery_id, one.due_at,
                            row_number() OVER (PARTITION BY w.workspace_id
                              ORDER BY one.turn, one.due_at)
                            + coalesce((SELECT sum(running) FROM busy b
                                WHERE b.workspace_id = w.workspace_id), 0) AS turn
                          FROM gateway.destination w
                          LEFT JOIN busy b USING (workspace_id, destination_id)
                          CROSS JOIN LATERAL (
                            SELECT delivery_id, due_at, row_number() OVER (ORDER BY due_at) AS turn
                            FROM gateway.delivery WHERE workspace_id = w.workspace_id
                              AND destination_id = w.destination_id AND kind = 'webhook'
                              AND state = 'due' AND due_at <= $1
                            ORDER BY due_at LIMIT greatest($7 - coalesce(b.running, 0), 0)) AS one
                          WHERE w.kind = 'webhook' AND w.disabled_at IS NULL)
                        UPDATE gateway.delivery d SET tries = d.tries + 1, due_at = $2
                        FROM gateway.destination w
                        WHERE w.workspace_id = d.workspace_id
                            AND w.destination_id = d.destination_id
                            AND d.delivery_id IN (
                                SELECT one.delivery_id
                                FROM gateway.delivery one JOIN turns t USING (delivery_id)
                                WHERE t.turn <= $6 AND one.state = 'due' AND one.due_at <= $1
                                ORDER BY t.turn, t.due_at LIMIT $8 FOR UPDATE OF one SKIP LOCKED)
                        RETURNING d.workspace_id, d.delivery_id, d.destination_id, w.target,
                            w.secret_sealed, d.body, d.tries,
                            CASE WHEN w.old_secret_until > $1 THEN w.old_secret_sealed END AS old
                        """)
                .execute(
                        Tuple.tuple()
                                .addOffsetDateTime(Columns.time(now))
                                .addOffsetDateTime(
                                        Columns.time(now.plus(NoticeLimits.DELIVERY_TAKEN)))
                                .addArrayOfString(texts(busy, Place::workspace))
                                .addArrayOfString(texts(busy, Place::destination))
                                .addArrayOfInteger(
                                        busy.stream()
                                                .map(Map.Entry::getValue)
                                                .toArray(Integer[]::new))
                                .addInteger(NoticeLimits.DELIVERIES_OF_WORKSPACE)
                                .addInteger(NoticeLimits.DELIVERIES_OF_DESTINATION)
                                .addInteger(most))
                .map(rows -> Columns.list(rows, DeliveryStore::due));
    }

    private static String[] texts(
            List<Map.Entry<Place, Integer>> busy, Function<Place, String> part) {
        return busy.stream().map(Map.Entry::getKey).map(part).toArray(String[]::new);
    }

    private static Due due(Row row) {
        return new Due(
                row.getString("workspace_id"),
                row.getString("delivery_id"),
                row.getString("destination_id"),
                row.getString("target"),
                DestinationStore.secrets(row),
                row.getString("body"),
                row.getInteger("tries"));
    }

    /// It arrived.
    Uni<Void> sent(Due due, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.delivery SET state = 'sent', trouble = '', ended_at = $3
                        WHERE workspace_id = $1 AND delivery_id = $2 AND state = 'due'
                        """)
                .execute(Tuple.of(due.workspace(), due.id(), Columns.time(now)))
                .replaceWithVoid();
    }

    /// It did not: it is due again after a pause that doubles, or given up after the last try.
    Uni<Void> failed(Due due, String trouble, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.delivery SET trouble = $3,
                            due_at = $5::timestamptz + interval '5 s' * power(2, tries - 1),
                            state = CASE WHEN tries >= $4 THEN 'dead' ELSE state END,
                            ended_at = CASE WHEN tries >= $4 THEN $5::timestamptz END
                        WHERE workspace_id = $1 AND delivery_id = $2 AND state = 'due'
                        """)
                .execute(
                        Tuple.of(
                                due.workspace(),
                                due.id(),
                                trouble,
                                NoticeLimits.WEBHOOK_TRIES,
                                Columns.time(now)))
                .replaceWithVoid();
    }

    /// Whether the workspace has that delivery.
    Uni<Boolean> exists(SqlConnection transaction, String workspace, String delivery) {
        return transaction
                .preparedQuery(
                        """
                        SELECT FROM gateway.delivery WHERE workspace_id = $1 AND delivery_id = $2
                        """)
                .execute(Tuple.of(workspace, delivery))
                .map(rows -> rows.rowCount() == 1);
    }

    /// What was given up is due again, as if it had never been tried.
    Uni<Optional<Delivery>> retry(
            SqlConnection transaction, String workspace, String delivery, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.delivery
                        SET state = 'due', tries = 0, due_at = $3, ended_at = NULL
                        WHERE workspace_id = $1 AND delivery_id = $2
                            AND state = 'dead'
                        RETURNING \
                        """
                                + COLUMNS)
                .execute(Tuple.of(workspace, delivery, Columns.time(now)))
                .map(rows -> Columns.first(rows, DeliveryStore::delivery));
    }

    /// Which deliveries are looked for.
    record Wanted(Optional<String> destination, Optional<String> state) {}

    /// Newest first.
    Uni<List<Delivery>> list(String workspace, Wanted wanted, Slice slice) {
        return pool.preparedQuery(
                        "SELECT "
                                + COLUMNS
                                + """
                                FROM gateway.delivery
                                WHERE workspace_id = $1
                                    AND ($2::text IS NULL OR destination_id = $2)
                                    AND ($3::timestamptz IS NULL
                                        OR (created_at, delivery_id) < ($3, $4::text))
                                    AND ($6::text IS NULL OR state = $6)
                                ORDER BY created_at DESC, delivery_id DESC LIMIT $5
                                """)
                .execute(
                        Tuple.of(
                                workspace,
                                wanted.destination().orElse(null),
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows(),
                                wanted.state().orElse(null)))
                .map(rows -> Columns.list(rows, DeliveryStore::delivery));
    }

    private static Delivery delivery(Row row) {
        return new Delivery(
                row.getString("delivery_id"),
                row.getString("destination_id"),
                row.getString("type"),
                row.getString("about"),
                row.getString("state"),
                row.getInteger("tries"),
                row.getString("trouble"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "due_at"),
                Columns.optionalInstant(row, "ended_at"));
    }

    /// Forgets what ended long ago.
    Uni<Void> forget(Instant before) {
        return pool.preparedQuery("DELETE FROM gateway.delivery WHERE ended_at < $1")
                .execute(Tuple.of(Columns.time(before)))
                .replaceWithVoid();
    }
}
