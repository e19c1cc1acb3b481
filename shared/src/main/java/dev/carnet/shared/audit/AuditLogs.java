package dev.carnet.shared.audit;

import dev.carnet.shared.chain.Line;
import dev.carnet.shared.chain.Merkle;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Opens logs: the head row and entry 0, in the transaction that creates the workspace.
public final class AuditLogs {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");

    /// $1 text workspace, $2 text origin, $3 bytea leaf, $4 text time, $5 bytea data, $6 text eid.
    private static final String CREATE =
            """
            WITH log AS (
              INSERT INTO audit.log
                (workspace_id, origin, size, last_leaf, last_time, frontier, state)
              VALUES (CAST($1 AS text), CAST($2 AS text), 1, CAST($3 AS bytea),
                CAST(CAST($4 AS text) AS timestamptz), CAST($3 AS bytea), 'open')
              ON CONFLICT (workspace_id, epoch) DO NOTHING
              RETURNING log_id, last_time),
            entry AS (
              INSERT INTO audit.entry (part, log_id, seq, leaf, data)
              SELECT CAST(date_trunc('month', last_time AT TIME ZONE 'UTC') AS date), log_id, 0,
                CAST($3 AS bytea), CAST($5 AS bytea)
              FROM log)
            INSERT INTO audit.index (log_id, seq, time, eid, act, out)
            SELECT log_id, 0, last_time, CAST(CAST($6 AS text) AS uuid), 'log.create', 'ok'
            FROM log\
            """;

    private final String host;
    private final Clock clock;

    /// @param host authority of the issuer (host and port), the first part of every log's name
    public AuditLogs(String host, Clock clock) {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("no host for the names of logs: " + host);
        }
        this.host = host;
        this.clock = clock;
    }

    /// Opens the log of that workspace, inside that transaction; if it has one, nothing happens.
    public Uni<Void> create(SqlConnection transaction, String workspace) {
        return Uni.createFrom()
                .item(() -> statement(workspace))
                .flatMap(statement ->
                        transaction
                                .preparedQuery(statement.sql())
                                .execute(tuple(statement.parameters())))
                .replaceWithVoid();
    }

    /// The same as a statement for a Hibernate session's transaction.
    public NativeStatement statement(String workspace) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String eid = Eids.fresh(now);
        String origin = host + "/ws/" + Ids.characters(16) + "/e1";
        byte[] data = Line.of(event(eid, now), origin, Line.nothingBefore(), 0, now);
        return new NativeStatement(
                CREATE, List.of(workspace, origin, Merkle.leaf(data), Line.time(now), data, eid));
    }

    private static byte[] event(String eid, Instant now) {
        var fields = new TreeMap<String, String>();
        fields.put("act", "log.create");
        fields.put("at", Line.time(now));
        fields.put("eid", eid);
        fields.put("out", "ok");
        return Line.event(List.of(), fields);
    }

    private static Tuple tuple(List<Object> parameters) {
        return Tuple.tuple(
                parameters.stream()
                        .map(value -> value instanceof byte[] raw ? Buffer.buffer(raw) : value)
                        .toList());
    }
}
