package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// Looks up what became of events whose attempt ended without an answer. Called under the locks of
/// `HeadStore` only: then the transaction of that attempt has either committed or can never commit,
/// because it would need the same lock.
final class RecoveryStore {

    private static final String WRITTEN =
            """
            SELECT i.eid, l.origin, i.seq, e.leaf
            FROM audit.index i
            JOIN audit.log l USING (log_id)
            JOIN audit.entry e
              ON e.log_id = i.log_id AND e.seq = i.seq
              AND e.part = CAST(date_trunc('month', i.time AT TIME ZONE 'UTC') AS date)
            WHERE i.eid = ANY ($1)\
            """;

    private static final String OUTBOX = "SELECT eid FROM audit.outbox WHERE eid = ANY ($1)";

    private static final String OPEN_CALLS = "SELECT eid FROM audit.open_call WHERE eid = ANY ($1)";

    private RecoveryStore() {}

    /// What is known about the uncertain ones of a batch.
    ///
    /// @param written events that have their entry
    /// @param outbox events that still wait in the outbox
    /// @param openCalls begin events without an end
    record Known(Map<UUID, Receipt> written, Set<UUID> outbox, Set<UUID> openCalls) {

        /// What is known when nothing is uncertain.
        static final Known NOTHING = new Known(Map.of(), Set.of(), Set.of());
    }

    static Uni<Known> look(SqlConnection transaction, List<Waiting> batch) {
        List<Prepared> uncertain =
                batch.stream().filter(Waiting::uncertain).map(Waiting::prepared).toList();
        if (uncertain.isEmpty()) {
            return Uni.createFrom().item(Known.NOTHING);
        }
        UUID[] eids = uncertain.stream().map(Prepared::eid).toArray(UUID[]::new);
        UUID[] begins = begins(uncertain.stream());
        String[] texts = Stream.of(eids).map(UUID::toString).toArray(String[]::new);
        return written(transaction, eids)
                .flatMap(written ->
                        ids(transaction, OUTBOX, texts)
                                .flatMap(outbox ->
                                        ids(transaction, OPEN_CALLS, begins)
                                                .map(calls -> new Known(written, outbox, calls))));
    }

    private static UUID[] begins(Stream<Prepared> events) {
        return events.filter(Prepared::closes).map(Prepared::begin).toArray(UUID[]::new);
    }

    private static Uni<Map<UUID, Receipt>> written(SqlConnection transaction, UUID[] eids) {
        return transaction
                .preparedQuery(WRITTEN)
                .execute(Tuple.of(eids))
                .map(rows -> {
                    var written = new HashMap<UUID, Receipt>();
                    rows.forEach(row ->
                            written.put(
                                    row.getUUID("eid"),
                                    Receipt.of(
                                            row.getString("origin"),
                                            row.getLong("seq"),
                                            row.getBuffer("leaf").getDelegate())));
                    return written;
                });
    }

    private static Uni<Set<UUID>> ids(SqlConnection transaction, String sql, Object values) {
        return transaction
                .preparedQuery(sql)
                .execute(Tuple.of(values))
                .map(rows -> {
                    var ids = new HashSet<UUID>();
                    rows.forEach(row -> ids.add(UUID.fromString(row.getValue(0) + "")));
                    return ids;
                });
    }
}
