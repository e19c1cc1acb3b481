package dev.carnet.shared.audit;

import dev.carnet.shared.audit.Sealing.DataKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes a batch: heads, entries, index rows, disclosures, and what the entries settle, in one
/// statement that either fits the log as it is or undoes its transaction. Only the writer calls it,
/// under the locks of `HeadStore`; anybody else would fork a log.
final class BatchStore {

    /// SQLSTATE of `audit.must`: something in the batch was settled by somebody else before.
    static final String DOES_NOT_FIT = "CA001";

    private static final String WRITE =
            """
            WITH head AS (
              UPDATE audit.log a
              SET size = v.size, last_leaf = v.leaf, last_time = v.time, frontier = v.frontier
              FROM unnest($1::int[], $2::bigint[], $3::bigint[], $4::bytea[], $5::timestamptz[],
                          $6::bytea[]) v(log_id, old, size, leaf, time, frontier)
              WHERE a.log_id = v.log_id AND a.size = v.old AND a.state = 'open'
              RETURNING a.log_id),
            entry AS (
              INSERT INTO audit.entry (part, log_id, seq, leaf, data)
              SELECT e.part, e.log_id, e.seq, e.leaf, e.data
              FROM unnest($7::date[], $8::int[], $9::bigint[], $10::bytea[], $11::bytea[])
                     e(part, log_id, seq, leaf, data)
              JOIN head ON head.log_id = e.log_id
              RETURNING 1),
            index AS (
              INSERT INTO audit.index
                (log_id, seq, time, eid, act, sub, agent, cl, jti, key_id, tool, out)
              SELECT * FROM unnest($8::int[], $9::bigint[], $12::timestamptz[], $13::uuid[],
                $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                $20::text[], $21::text[])),
            disclosure AS (
              INSERT INTO audit.disclosure (log_id, seq, name, key_id, sealed)
              SELECT * FROM unnest($22::int[], $23::bigint[], $24::text[], $25::text[],
                $26::bytea[])),
            data_key AS (
              INSERT INTO audit.data_key (key_id, workspace_id, subject, month, wrapped)
              SELECT * FROM unnest($27::text[], $28::text[], $29::text[], $30::date[],
                $31::bytea[])
              ON CONFLICT DO NOTHING),
            settled AS (DELETE FROM audit.outbox WHERE eid = ANY ($32::text[]) RETURNING 1),
            opened AS (
              INSERT INTO audit.open_call (eid, log_id, node_id)
              SELECT * FROM unnest($33::uuid[], $34::int[], $35::text[])),
            closed AS (DELETE FROM audit.open_call WHERE eid = ANY ($36::uuid[]) RETURNING 1)
            SELECT audit.must(
              (SELECT count(*) FROM head) = cardinality($1)
              AND (SELECT count(*) FROM entry) = cardinality($8)
              AND (SELECT count(*) FROM settled) = cardinality($32)
              AND (SELECT count(*) FROM closed) = cardinality($36))\
            """;

    private BatchStore() {}

    static Uni<Void> begin(SqlConnection connection) {
        return connection.query("BEGIN").execute().replaceWithVoid();
    }

    static Uni<Void> commit(SqlConnection connection) {
        return connection.query("COMMIT").execute().replaceWithVoid();
    }

    static Uni<Void> undo(SqlConnection connection) {
        return connection.query("ROLLBACK").execute().replaceWithVoid();
    }

    /// Writes the batch.
    ///
    /// @param settled `eid`s that leave the outbox
    static Uni<Void> write(
            SqlConnection transaction, List<Linker> logs, List<Entry> entries, List<UUID> settled) {
        var values = new ArrayList<Object>(36);
        heads(values, logs);
        entries(values, entries);
        indexRows(values, entries);
        disclosures(values, entries);
        dataKeys(values, entries);
        values.add(column(settled, String.class, UUID::toString));
        calls(values, entries);
        return transaction.preparedQuery(WRITE).execute(Tuple.tuple(values)).replaceWithVoid();
    }

    private static void heads(List<Object> values, List<Linker> logs) {
        List<Head> after = logs.stream().map(Linker::after).toList();
        values.add(column(after, Integer.class, Head::logId));
        values.add(column(logs, Long.class, log -> log.before().size()));
        values.add(column(after, Long.class, Head::size));
        values.add(column(after, Buffer.class, head -> head.leaf()));
        values.add(column(after, OffsetDateTime.class, head -> utc(head.time())));
        values.add(column(after, Buffer.class, head -> head.frontier()));
    }

    private static void entries(List<Object> values, List<Entry> entries) {
        values.add(column(entries, LocalDate.class, entry -> part(entry.time())));
        values.add(column(entries, Integer.class, Entry::logId));
        values.add(column(entries, Long.class, Entry::seq));
        values.add(column(entries, Buffer.class, entry -> entry.leaf()));
        values.add(column(entries, Buffer.class, entry -> entry.data()));
    }

    private static void indexRows(List<Object> values, List<Entry> entries) {
        values.add(column(entries, OffsetDateTime.class, entry -> utc(entry.time())));
        values.add(column(entries, UUID.class, entry -> entry.prepared().eid()));
        for (String field : IndexRow.FIELDS) {
            values.add(
                    column(entries, String.class, entry -> entry.prepared().fields().get(field)));
        }
    }

    private static void disclosures(List<Object> values, List<Entry> entries) {
        record Place(Entry entry, Sealing.Sealed sealed) {}
        List<Place> places =
                entries.stream()
                        .flatMap(e -> e.prepared().sealed().stream().map(s -> new Place(e, s)))
                        .toList();
        values.add(column(places, Integer.class, place -> place.entry().logId()));
        values.add(column(places, Long.class, place -> place.entry().seq()));
        values.add(column(places, String.class, place -> place.sealed().name()));
        values.add(column(places, String.class, place -> place.sealed().keyId()));
        values.add(column(places, Buffer.class, place -> place.sealed().bytes()));
    }

    private static void dataKeys(List<Object> values, List<Entry> entries) {
        List<DataKey> keys =
                entries.stream().flatMap(entry -> entry.prepared().keys().stream()).toList();
        values.add(column(keys, String.class, DataKey::id));
        values.add(column(keys, String.class, DataKey::workspace));
        values.add(column(keys, String.class, DataKey::subject));
        values.add(column(keys, LocalDate.class, key -> LocalDate.parse(key.month())));
        values.add(column(keys, Buffer.class, key -> key.wrapped()));
    }

    private static void calls(List<Object> values, List<Entry> entries) {
        List<Entry> begun = only(entries, entry -> entry.prepared().opens());
        values.add(column(begun, UUID.class, entry -> entry.prepared().eid()));
        values.add(column(begun, Integer.class, Entry::logId));
        values.add(column(begun, String.class, entry -> entry.prepared().fields().get("node")));
        List<Entry> ended = only(entries, entry -> entry.prepared().closes());
        values.add(column(ended, UUID.class, entry -> entry.prepared().begin()));
    }

    private static List<Entry> only(List<Entry> entries, Function<Entry, Boolean> which) {
        return entries.stream().filter(which::apply).toList();
    }

    /// The first day of the month, UTC: the partition an entry goes to.
    static LocalDate part(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
    }

    static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static <T, V> Object column(
            List<T> rows, Class<V> type, Function<T, ? extends @Nullable V> value) {
        Object column = Array.newInstance(type, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Array.set(column, i, value.apply(rows.get(i)));
        }
        return column;
    }
}
