package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditLog.Outboxed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/// The outbox: written by the transaction that changes state, emptied by the batch that appends.
final class OutboxStore {

    /// $1 text `eid`, $2 text workspace, $3 bytea payload.
    static final String INSERT =
            "INSERT INTO audit.outbox (eid, workspace_id, event) VALUES ($1, $2, $3)";

    private static final String INSERT_ALL =
            """
            INSERT INTO audit.outbox (eid, workspace_id, event)
            SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])\
            """;

    private static final String OVERDUE =
            """
            SELECT o.event FROM audit.outbox o
            JOIN audit.log l ON l.workspace_id = o.workspace_id AND l.state = 'open'
            WHERE o.at < clock_timestamp() - interval '5 seconds'
            ORDER BY o.at
            LIMIT $1\
            """;

    private OutboxStore() {}

    static Uni<Void> insert(SqlConnection transaction, String eid, String workspace, byte[] event) {
        return transaction
                .preparedQuery(INSERT)
                .execute(Tuple.of(eid, workspace, Buffer.buffer(event)))
                .replaceWithVoid();
    }

    static Uni<Void> insertAll(SqlConnection transaction, List<Outboxed> events) {
        return transaction
                .preparedQuery(INSERT_ALL)
                .execute(
                        Tuple.of(
                                events.stream().map(Outboxed::eid).toArray(String[]::new),
                                events.stream()
                                        .map(one -> one.event().workspace())
                                        .toArray(String[]::new),
                                events.stream()
                                        .map(one -> Buffer.buffer(OutboxForm.pack(one.prepared())))
                                        .toArray(Buffer[]::new)))
                .replaceWithVoid();
    }

    /// What some process left behind: rows older than five seconds, of logs that take entries
    /// (those of a frozen log wait, and must not crowd out the others).
    static Uni<List<byte[]>> overdue(SqlConnection connection, int limit) {
        return connection
                .preparedQuery(OVERDUE)
                .execute(Tuple.of(limit))
                .map(rows -> {
                    var events = new ArrayList<byte[]>();
                    for (Row row : rows) {
                        events.add(row.getBuffer("event").getBytes());
                    }
                    return events;
                });
    }
}
