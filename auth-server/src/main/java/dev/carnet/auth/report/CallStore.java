package dev.carnet.auth.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.auth.report.PassportReport.Line;
import dev.carnet.auth.report.PassportReport.Totals;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads from the log what the passports of a line did. A call is found by its begin or its
/// refusal; its end is the next entry of the same passport that names the begin.
@Singleton
final class CallStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSPORTS =
            """
            (SELECT jti FROM auth.passport WHERE workspace_id = $1 AND coalesce(line, jti) = $2)
            """;

    private final Pool pool;

    CallStore(Pool pool) {
        this.pool = pool;
    }

    /// Newest first.
    Uni<List<SeenCall>> calls(Line line, Optional<Slice.Position> after, int limit) {
        String[] behind = after.map(at -> at.id().split(":", 2)).orElse(new String[0]);
        return pool.preparedQuery(
                        """
                        WITH page AS (
                            SELECT i.log_id, i.seq, i.time, i.act, i.jti,
                                convert_from(e.data, 'UTF8')::json -> 'event' AS began
                            FROM audit.log l JOIN audit.index i ON i.log_id = l.log_id
                                JOIN audit.entry e ON e.log_id = i.log_id AND e.seq = i.seq
                            WHERE l.workspace_id = $1 AND i.jti IN \
                        """
                                + PASSPORTS
                                + """
                                        AND i.act IN ('tool.call.begin', 'call.refused')
                                        AND ($3::int IS NULL OR (i.log_id, i.seq) < ($3, $4::bigint))
                                    ORDER BY i.log_id DESC, i.seq DESC LIMIT $5)
                                SELECT p.log_id, p.seq, p.time, p.act, p.jti, p.began::text AS began,
                                    ended.event::text AS ended,
                                    ARRAY(SELECT DISTINCT s.kind FROM watch.security_event s
                                        WHERE s.workspace_id = $1 AND s.passport_id = p.jti
                                            AND s.entries @> jsonb_build_array(jsonb_build_object(
                                                'eid', p.began ->> 'eid'))
                                        ORDER BY 1) AS kinds
                                FROM page p LEFT JOIN LATERAL (
                                    SELECT convert_from(e.data, 'UTF8')::json -> 'event' AS event
                                    FROM audit.index i
                                        JOIN audit.entry e ON e.log_id = i.log_id AND e.seq = i.seq
                                    WHERE p.act = 'tool.call.begin' AND i.log_id = p.log_id
                                        AND i.jti = p.jti AND i.seq > p.seq AND i.act = 'tool.call.end'
                                        AND convert_from(e.data, 'UTF8')::json -> 'event' ->> 'begin'
                                            = p.began ->> 'eid'
                                    ORDER BY i.seq LIMIT 1) ended ON true
                                ORDER BY p.log_id DESC, p.seq DESC
                                """)
                .execute(
                        Tuple.of(line.workspace(), line.line())
                                .addValue(behind.length == 0 ? null : Integer.valueOf(behind[0]))
                                .addValue(behind.length == 0 ? null : Long.valueOf(behind[1]))
                                .addInteger(limit))
                .map(rows -> Columns.list(rows, CallStore::call));
    }

    private static SeenCall call(Row row) {
        JsonNode began = read(row.getString("began"));
        JsonNode ended = read(Optional.ofNullable(row.getString("ended")).orElse("{}"));
        boolean denied = row.getString("act").equals("call.refused");
        List<String> flags = new ArrayList<>(denied ? List.of("denied") : List.of());
        flags.addAll(List.of(row.getArrayOfStrings("kinds")));
        return new SeenCall(
                field(began, "eid").orElse(""),
                Columns.instant(row, "time"),
                row.getString("jti"),
                field(began, "type").orElse("tool"),
                field(began, "tool"),
                field(began, "srv"),
                denied ? "deny" : "permit",
                field(began, "pol"),
                field(began, "gate"),
                denied ? "denied" : field(ended, "out").orElse("running"),
                field(denied ? began : ended, "why"),
                field(ended, "ms").map(Long::valueOf),
                List.copyOf(flags),
                row.getInteger("log_id") + ":" + row.getLong("seq"));
    }

    private static Optional<String> field(JsonNode event, String name) {
        return Optional.ofNullable(event.get(name)).map(JsonNode::asText);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("an entry that is no JSON", broken);
        }
    }

    /// All of them together.
    Uni<Totals> totals(Line line) {
        return pool.preparedQuery(
                        """
                        SELECT
                            count(*) FILTER (WHERE i.act = 'tool.call.begin')::int AS calls,
                            count(*) FILTER (WHERE i.act = 'tool.call.end'
                                AND i.out = 'ok')::int AS ok,
                            count(*) FILTER (WHERE i.act = 'tool.call.end'
                                AND i.out <> 'ok')::int AS failed,
                            count(*) FILTER (WHERE i.act = 'call.refused')::int AS denied
                        FROM audit.log l JOIN audit.index i ON i.log_id = l.log_id
                        WHERE l.workspace_id = $1 AND i.jti IN \
                        """
                                + PASSPORTS)
                .execute(Tuple.of(line.workspace(), line.line()))
                .map(rows ->
                        Columns.first(
                                        rows,
                                        row ->
                                                new Totals(
                                                        row.getInteger("calls"),
                                                        row.getInteger("ok"),
                                                        row.getInteger("failed"),
                                                        row.getInteger("denied")))
                                .orElseThrow());
    }
}
