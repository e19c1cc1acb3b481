package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Who is alive, and which calls nobody will ever end. Time is the database's, so that no process's
/// clock decides about another.
final class NodeStore {

    private static final String BEAT =
            """
            INSERT INTO audit.node (node_id, seen_at) VALUES ($1, clock_timestamp())
            ON CONFLICT (node_id) DO UPDATE SET seen_at = clock_timestamp()\
            """;

    private static final String FORGET =
            """
            DELETE FROM audit.node n
            WHERE n.seen_at < clock_timestamp() - interval '1 hour'
            AND NOT EXISTS (SELECT FROM audit.open_call c WHERE c.node_id = n.node_id)\
            """;

    private static final String ORPHANS =
            """
            SELECT c.eid, l.workspace_id, i.act, i.sub, i.agent, i.cl, i.jti, i.key_id AS key, i.tool
            FROM audit.open_call c
            JOIN audit.log l USING (log_id)
            JOIN audit.index i USING (eid)
            WHERE NOT EXISTS (
              SELECT FROM audit.node n
              WHERE n.node_id = c.node_id
              AND n.seen_at > clock_timestamp() - interval '10 seconds')
            ORDER BY c.at
            LIMIT $1\
            """;

    private NodeStore() {}

    /// What an end entry repeats of its begin.
    static final List<String> NAMES = List.of("sub", "agent", "cl", "jti", "key", "tool");

    /// A begun call or watch whose process is gone, and whose it was.
    ///
    /// @param act that began it
    record Orphan(UUID begin, String workspace, String act, Map<String, String> fields) {}

    static Uni<Void> beat(SqlConnection connection, String node) {
        return connection.preparedQuery(BEAT).execute(Tuple.of(node)).replaceWithVoid();
    }

    /// Removes processes that are long gone and left nothing open.
    static Uni<Void> forget(SqlConnection connection) {
        return connection.query(FORGET).execute().replaceWithVoid();
    }

    static Uni<List<Orphan>> orphans(SqlConnection connection, int limit) {
        return connection
                .preparedQuery(ORPHANS)
                .execute(Tuple.of(limit))
                .map(rows -> {
                    var orphans = new ArrayList<Orphan>();
                    for (Row row : rows) {
                        orphans.add(orphan(row));
                    }
                    return orphans;
                });
    }

    private static Orphan orphan(Row row) {
        var fields = new HashMap<String, String>();
        for (String name : NAMES) {
            Optional.ofNullable(row.getString(name)).ifPresent(value -> fields.put(name, value));
        }
        return new Orphan(
                row.getUUID("eid"), row.getString("workspace_id"), row.getString("act"), fields);
    }
}
