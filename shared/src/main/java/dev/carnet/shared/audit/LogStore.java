package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/// Writes the head row, entry 0 and its index row of a new log, all or nothing.
final class LogStore {

    /// $1 text workspace, $2 text origin, $3 bytea leaf, $4 text time, $5 bytea data, $6 text eid.
    static final String CREATE =
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

    private LogStore() {}

    static Uni<Void> create(SqlConnection transaction, NativeStatement statement) {
        return transaction
                .preparedQuery(statement.sql())
                .execute(
                        Tuple.tuple(
                                statement.parameters().stream()
                                        .map(value ->
                                                value instanceof byte[] raw
                                                        ? Buffer.buffer(raw)
                                                        : value)
                                        .toList()))
                .replaceWithVoid();
    }
}
