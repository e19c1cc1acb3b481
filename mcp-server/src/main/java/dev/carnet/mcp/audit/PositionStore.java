package dev.carnet.mcp.audit;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.verify.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `watch.audit_position`: how far each log was checked.
@Singleton
final class PositionStore {

    private final Pool pool;

    PositionStore(Pool pool) {
        this.pool = pool;
    }

    /// A log that this replica is to look at.
    record Claimed(String workspace, Optional<Position> since) {}

    /// Claims some of the logs that are not as they were when somebody looked, for this replica
    /// alone until then. `looked_at` lies ahead meanwhile.
    Uni<List<Claimed>> claim(Instant now, Duration every, Instant until, int most) {
        return pool.preparedQuery(
                        """
                        INSERT INTO watch.audit_position AS p (workspace_id, looked_at)
                        SELECT l.workspace_id, $1 FROM (
                          SELECT DISTINCT ON (workspace_id) workspace_id, origin, size, last_leaf
                          FROM audit.log ORDER BY workspace_id, epoch DESC) AS l
                        LEFT JOIN watch.audit_position k USING (workspace_id)
                        WHERE l.size > 0 AND (k.workspace_id IS NULL OR k.looked_at <= $2
                          AND (k.log, k.size, k.leaf)
                            IS DISTINCT FROM (l.origin, l.size, encode(l.last_leaf, 'base64')))
                        ORDER BY k.looked_at NULLS FIRST, l.workspace_id LIMIT $3
                        ON CONFLICT (workspace_id) DO UPDATE SET looked_at = excluded.looked_at
                        WHERE p.looked_at <= $2
                        RETURNING workspace_id, log, size, time, leaf, leaf_before, frontier
                        """)
                .execute(Tuple.of(Columns.time(until), Columns.time(now.minus(every)), most))
                .map(rows -> Columns.list(rows, PositionStore::claimed));
    }

    /// Everything before that was found intact. Whoever was slower sets nothing back.
    Uni<Void> save(String workspace, Position position, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE watch.audit_position SET log = $2, size = $3, time = $4, leaf = $5,
                          leaf_before = $6, frontier = $7, looked_at = $8
                        WHERE workspace_id = $1 AND (log <> $2 OR size <= $3)
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(position.log())
                                .addLong(position.size())
                                .addString(position.time())
                                .addString(position.leaf())
                                .addString(position.leafBefore())
                                .addString(position.frontier())
                                .addOffsetDateTime(Columns.time(now)))
                .replaceWithVoid();
    }

    /// It is due again from then on.
    Uni<Void> rest(String workspace, Instant until) {
        return pool.preparedQuery(
                        "UPDATE watch.audit_position SET looked_at = $2 WHERE workspace_id = $1")
                .execute(Tuple.of(workspace, Columns.time(until)))
                .replaceWithVoid();
    }

    private static Claimed claimed(Row row) {
        var position =
                new Position(
                        row.getString("log"),
                        row.getLong("size"),
                        row.getString("time"),
                        row.getString("leaf"),
                        row.getString("leaf_before"),
                        row.getString("frontier"));
        return new Claimed(
                row.getString("workspace_id"),
                Optional.of(position).filter(known -> known.size() > 0));
    }
}
