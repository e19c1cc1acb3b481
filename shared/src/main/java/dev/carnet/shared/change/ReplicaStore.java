package dev.carnet.shared.change;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/// The table `feed.replica`: how far each running process has applied the feed. A replica writes
/// its own row *before* each poll that keeps it serving. So at any moment at which a replica may
/// serve, its row is less than `PictureHolder`'s limit old, and a row older than `LIVE` belongs to
/// one that refuses by itself.
public final class ReplicaStore {

    /// Older rows are ignored: the replica has refused for a while already (1 s plus a margin).
    private static final String LIVE = "seen_at > clock_timestamp() - interval '1500 milliseconds'";

    /// Says that this replica lives and has applied the feed up to that number.
    public Uni<Void> publish(SqlClient connection, Replica replica, long appliedSeq) {
        return connection
                .preparedQuery(
                        """
                        INSERT INTO feed.replica (replica_id, service, applied_seq, seen_at)
                        VALUES ($1, $2, $3, clock_timestamp())
                        ON CONFLICT (replica_id) DO UPDATE SET
                          applied_seq = excluded.applied_seq, seen_at = excluded.seen_at
                        """)
                .execute(Tuple.of(replica.id(), replica.service(), appliedSeq))
                .replaceWithVoid();
    }

    /// The number that every live replica has applied; `Long.MAX_VALUE` when none lives.
    public Uni<Long> appliedEverywhere(SqlClient client) {
        return client.preparedQuery("SELECT min(applied_seq) FROM feed.replica WHERE " + LIVE)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .map(seq -> seq == null ? Long.MAX_VALUE : seq);
    }

    /// Removes the rows of processes that ended long ago.
    public Uni<Integer> forgetDead(SqlClient client) {
        return client.preparedQuery(
                        "DELETE FROM feed.replica"
                                + " WHERE seen_at < clock_timestamp() - interval '1 minute'")
                .execute()
                .map(rows -> rows.rowCount());
    }
}
