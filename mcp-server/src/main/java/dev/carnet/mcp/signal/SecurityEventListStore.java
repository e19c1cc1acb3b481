package dev.carnet.mcp.signal;

import dev.carnet.mcp.signal.SecurityEventView.Cause;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reads `watch.security_event`, and resolves rows of it.
@Singleton
final class SecurityEventListStore {

    private static final String COLUMNS =
            """
            SELECT id, seq, kind, severity, message, facts, person_id, agent_id, passport_id,
              client_id, key_id, action, created_at, resolved_at, resolved_by, remark,
              snoozed_until
            """;

    private static final String CAUSES =
            """
            , (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'eid', c.cause->>'eid',
                   'log', coalesce(c.cause->>'log', l.origin),
                   'seq', coalesce((c.cause->>'seq')::bigint, i.seq))) ORDER BY c.place), '[]')
               FROM jsonb_array_elements(entries) WITH ORDINALITY AS c (cause, place)
               LEFT JOIN audit.index i ON i.eid = (c.cause->>'eid')::uuid
               LEFT JOIN audit.log l ON l.log_id = i.log_id) AS causes
            """;

    /// What is asked for.
    ///
    /// @param resolved `false`: those that wait for somebody, without those put off until later
    record Filter(
            Optional<String> kind,
            Optional<String> severity,
            Optional<String> agent,
            Optional<String> passport,
            Optional<Boolean> resolved,
            Optional<Instant> from,
            Optional<Instant> to) {}

    /// Newest first.
    Uni<List<SecurityEventView>> list(
            SqlClient client, String workspace, Filter filter, Slice slice, Instant at) {
        return client.preparedQuery(
                        COLUMNS
                                + """
                                FROM watch.security_event WHERE workspace_id = $1
                                  AND ($2::text IS NULL OR kind = $2)
                                  AND ($3::text IS NULL OR severity = $3)
                                  AND ($4::text IS NULL OR agent_id = $4)
                                  AND ($5::text IS NULL OR passport_id = $5)
                                  AND ($6::boolean IS NULL OR (resolved_at IS NOT NULL) = $6)
                                  AND ($6 IS DISTINCT FROM false OR snoozed_until IS NULL
                                    OR snoozed_until <= $11)
                                  AND ($7::timestamptz IS NULL OR created_at >= $7)
                                  AND ($8::timestamptz IS NULL OR created_at < $8)
                                  AND ($9::bigint IS NULL OR seq < $9)
                                ORDER BY seq DESC LIMIT $10
                                """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(filter.kind().orElse(null))
                                .addString(filter.severity().orElse(null))
                                .addString(filter.agent().orElse(null))
                                .addString(filter.passport().orElse(null))
                                .addValue(filter.resolved().orElse(null))
                                .addOffsetDateTime(filter.from().map(Columns::time).orElse(null))
                                .addOffsetDateTime(filter.to().map(Columns::time).orElse(null))
                                .addValue(
                                        slice.after()
                                                .map(position -> Long.valueOf(position.id()))
                                                .orElse(null))
                                .addInteger(slice.rows())
                                .addOffsetDateTime(Columns.time(at)))
                .map(rows -> Columns.list(rows, row -> view(row, Optional.empty())));
    }

    /// How many nobody has looked at, without those put off until later.
    Uni<Long> unresolved(SqlClient client, String workspace, Instant at) {
        return client.preparedQuery(
                        """
                        SELECT count(*) FROM watch.security_event
                        WHERE workspace_id = $1 AND resolved_at IS NULL
                          AND (snoozed_until IS NULL OR snoozed_until <= $2)
                        """)
                .execute(Tuple.of(workspace, Columns.time(at)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /// One with its causes.
    Uni<Optional<SecurityEventView>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(
                        COLUMNS
                                + CAUSES
                                + "FROM watch.security_event WHERE workspace_id = $1 AND id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows ->
                        Columns.first(
                                rows,
                                row -> view(row, Optional.of(causes(row.getJsonArray("causes"))))));
    }

    /// Resolves it, unless somebody did.
    Uni<Boolean> resolve(
            SqlConnection transaction,
            String workspace,
            String id,
            String by,
            Optional<String> remark,
            Instant at) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE watch.security_event
                        SET resolved_at = $3, resolved_by = $4, remark = $5
                        WHERE workspace_id = $1 AND id = $2 AND resolved_at IS NULL
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(at), by, remark.orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Puts it off until then, unless somebody resolved it.
    Uni<Boolean> snooze(SqlConnection transaction, String workspace, String id, Instant until) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE watch.security_event SET snoozed_until = $3
                        WHERE workspace_id = $1 AND id = $2 AND resolved_at IS NULL
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(until)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static SecurityEventView view(Row row, Optional<List<Cause>> causes) {
        Optional<Instant> resolved = Columns.optionalInstant(row, "resolved_at");
        return new SecurityEventView(
                row.getString("id"),
                row.getLong("seq"),
                row.getString("kind"),
                row.getString("severity"),
                row.getString("message"),
                row.getJsonObject("facts").getMap(),
                Optional.ofNullable(row.getString("person_id")),
                Optional.ofNullable(row.getString("agent_id")),
                Optional.ofNullable(row.getString("passport_id")),
                Optional.ofNullable(row.getString("client_id")),
                Optional.ofNullable(row.getString("key_id")),
                row.getString("action"),
                Columns.instant(row, "created_at"),
                resolved.isPresent(),
                resolved,
                Optional.ofNullable(row.getString("resolved_by")),
                Optional.ofNullable(row.getString("remark")),
                Columns.optionalInstant(row, "snoozed_until"),
                causes);
    }

    private static List<Cause> causes(JsonArray entries) {
        return entries.stream()
                .map(JsonObject.class::cast)
                .map(one ->
                        new Cause(
                                Optional.ofNullable(one.getString("eid")),
                                Optional.ofNullable(one.getString("log")),
                                Optional.ofNullable(one.getLong("seq"))))
                .toList();
    }
}
