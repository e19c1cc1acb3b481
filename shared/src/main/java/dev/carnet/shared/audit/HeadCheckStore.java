package dev.carnet.shared.audit;

import dev.carnet.shared.chain.Merkle;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// The check of every open log when a writer connects: does the head fit the last entry, and is
/// what this process had acknowledged still there? A look at one row per log, whatever its length.
/// A log that fails is frozen; only the owner thaws it.
final class HeadCheckStore {

    private static final String LAST_ENTRIES =
            """
            SELECT l.log_id, l.origin, l.size, l.last_leaf, l.frontier, e.seq, e.leaf, e.data
            FROM audit.log l
            LEFT JOIN LATERAL (
              SELECT seq, leaf, data FROM audit.entry
              WHERE log_id = l.log_id
                AND part = CAST(date_trunc('month', l.last_time AT TIME ZONE 'UTC') AS date)
              ORDER BY seq DESC LIMIT 1) e ON true
            WHERE l.state = 'open'\
            """;

    private static final String LOST =
            """
            SELECT k.log_id, l.origin
            FROM unnest($1::int[], $2::bigint[], $3::bytea[], $4::date[])
                   k(log_id, seq, leaf, part)
            JOIN audit.log l USING (log_id)
            WHERE (SELECT e.leaf FROM audit.entry e
                   WHERE e.log_id = k.log_id AND e.seq = k.seq AND e.part = k.part)
              IS DISTINCT FROM k.leaf\
            """;

    private static final String FREEZE =
            "UPDATE audit.log SET state = 'frozen' WHERE log_id = ANY ($1) AND state = 'open'";

    private HeadCheckStore() {}

    /// A log whose head does not fit.
    record Misfit(int logId, String origin, String what) {}

    /// The last entry this process had acknowledged in a log.
    record Memory(int logId, long seq, Buffer leaf, LocalDate part) {}

    /// Logs whose head and last entry disagree.
    static Uni<List<Misfit>> misfits(SqlConnection connection) {
        return connection
                .query(LAST_ENTRIES)
                .execute()
                .map(rows -> {
                    var misfits = new ArrayList<Misfit>();
                    for (Row row : rows) {
                        check(row, misfits);
                    }
                    return misfits;
                });
    }

    /// Logs that have forgotten what this process remembers: a database restored from a backup, or
    /// a fail-over to a standby that lagged.
    static Uni<List<Misfit>> lost(SqlConnection connection, Collection<Memory> memories) {
        List<Memory> known = List.copyOf(memories);
        return connection
                .preparedQuery(LOST)
                .execute(
                        Tuple.of(
                                known.stream().map(Memory::logId).toArray(Integer[]::new),
                                known.stream().map(Memory::seq).toArray(Long[]::new),
                                known.stream().map(Memory::leaf).toArray(Buffer[]::new),
                                known.stream().map(Memory::part).toArray(LocalDate[]::new)))
                .map(rows -> {
                    var misfits = new ArrayList<Misfit>();
                    for (Row row : rows) {
                        misfits.add(misfit(row, "an acknowledged entry is gone"));
                    }
                    return misfits;
                });
    }

    /// Lets those logs take no more entries.
    static Uni<Void> freeze(SqlConnection connection, List<Misfit> misfits) {
        Integer[] ids = misfits.stream().map(Misfit::logId).toArray(Integer[]::new);
        return connection.preparedQuery(FREEZE).execute(Tuple.of(ids)).replaceWithVoid();
    }

    private static void check(Row row, List<Misfit> misfits) {
        long size = row.getLong("size");
        Long seq = row.getLong("seq");
        if (seq == null || seq != size - 1) {
            misfits.add(misfit(row, "size " + size + ", last entry " + seq));
            return;
        }
        byte[] leaf = row.getBuffer("leaf").getBytes();
        if (!Arrays.equals(leaf, row.getBuffer("last_leaf").getBytes())) {
            misfits.add(misfit(row, "the head names another last entry"));
        } else if (!Arrays.equals(leaf, Merkle.leaf(row.getBuffer("data").getBytes()))) {
            misfits.add(misfit(row, "the last entry was changed"));
        } else if (!frontierFits(size, row.getBuffer("frontier").getBytes(), leaf)) {
            misfits.add(misfit(row, "the frontier does not fit the size"));
        }
    }

    private static boolean frontierFits(long size, byte[] frontier, byte[] lastLeaf) {
        if (frontier.length != Long.bitCount(size) * Merkle.HASH_BYTES) {
            return false;
        }
        return size % 2 == 0
                || Arrays.equals(
                        lastLeaf,
                        Arrays.copyOfRange(
                                frontier, frontier.length - Merkle.HASH_BYTES, frontier.length));
    }

    private static Misfit misfit(Row row, String what) {
        return new Misfit(row.getInteger("log_id"), row.getString("origin"), what);
    }
}
