package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads and locks head rows. Whoever holds the lock of a head is the only one to append to that
/// log, and sees everything that was appended before. Locks are taken in the order of `log_id` by
/// everybody, which is why two writers never wait for each other; changing that order brings
/// deadlocks.
final class HeadStore {

    private static final String LOCK =
            """
            SELECT log_id, workspace_id, origin, size, last_leaf, last_time, frontier,
                   state = 'open' AS open, clock_timestamp() AS clock
            FROM audit.log
            WHERE workspace_id = ANY ($1) AND state <> 'closed'
            ORDER BY log_id
            FOR UPDATE\
            """;

    private HeadStore() {}

    /// Locks the heads of those workspaces' logs until the transaction ends.
    static Uni<Map<String, Head>> lock(SqlConnection transaction, Collection<String> workspaces) {
        return transaction
                .preparedQuery(LOCK)
                .execute(Tuple.of(workspaces.toArray(String[]::new)))
                .map(rows -> {
                    var heads = new LinkedHashMap<String, Head>();
                    rows.forEach(row -> heads.put(workspace(row), head(row)));
                    return heads;
                });
    }

    private static String workspace(Row row) {
        return row.getString("workspace_id");
    }

    private static Head head(Row row) {
        return new Head(
                row.getInteger("log_id"),
                workspace(row),
                row.getString("origin"),
                row.getLong("size"),
                row.getBuffer("last_leaf").getDelegate(),
                row.getOffsetDateTime("last_time").toInstant(),
                row.getBuffer("frontier").getDelegate(),
                row.getBoolean("open"),
                row.getOffsetDateTime("clock").toInstant());
    }
}
