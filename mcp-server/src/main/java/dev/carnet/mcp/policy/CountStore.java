package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.Tally.Added;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds up what all replicas count. Every write is one statement, its rows in a fixed order, so
/// that replicas do not deadlock.
final class CountStore {

    private final Pool pool;

    CountStore(Pool pool) {
        this.pool = pool;
    }

    /// Adds calls against quotas, and answers the sums of all replicas.
    Uni<Map<Counted, Long>> add(List<Added> due) {
        var sorted =
                due.stream()
                        .sorted(
                                Comparator.comparing((Added one) -> one.whose().workspace())
                                        .thenComparing(one -> one.whose().limit())
                                        .thenComparing(one -> one.whose().whose())
                                        .thenComparing(one -> one.whose().began()))
                        .toList();
        return pool.preparedQuery(
                        """
                        INSERT INTO gateway.allowance_count AS known
                            (workspace_id, limit_id, counted, began_at, calls)
                        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[],
                            $5::bigint[])
                        ON CONFLICT (workspace_id, limit_id, counted, began_at)
                        DO UPDATE SET calls = known.calls + excluded.calls
                        RETURNING workspace_id, limit_id, counted, began_at, calls
                        """)
                .execute(
                        Tuple.of(
                                texts(sorted, one -> one.whose().workspace()),
                                texts(sorted, one -> one.whose().limit()),
                                texts(sorted, one -> one.whose().whose()),
                                sorted.stream()
                                        .map(one -> one.whose().began().atOffset(ZoneOffset.UTC))
                                        .toArray(OffsetDateTime[]::new),
                                sorted.stream().map(Added::calls).toArray(Long[]::new)))
                .map(CountStore::sums);
    }

    /// Adds uses.
    Uni<Void> use(Map<Used, Long> calls) {
        var sorted =
                calls.entrySet().stream()
                        .sorted(
                                Comparator.comparing((Map.Entry<Used, Long> one) ->
                                                one.getKey().workspace())
                                        .thenComparing(one -> one.getKey().day())
                                        .thenComparing(one -> one.getKey().subject())
                                        .thenComparing(one -> one.getKey().agent())
                                        .thenComparing(one -> one.getKey().upstream())
                                        .thenComparing(one -> one.getKey().tool()))
                        .toList();
        return pool.preparedQuery(
                        """
                        INSERT INTO gateway.usage_count AS known
                            (workspace_id, day, subject, agent, upstream, tool, calls)
                        SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::text[],
                            $5::text[], $6::text[], $7::bigint[])
                        ON CONFLICT (workspace_id, day, subject, agent, upstream, tool)
                        DO UPDATE SET calls = known.calls + excluded.calls
                        """)
                .execute(
                        Tuple.tuple()
                                .addArrayOfString(texts(sorted, one -> one.getKey().workspace()))
                                .addArrayOfLocalDate(
                                        sorted.stream()
                                                .map(one -> one.getKey().day())
                                                .toArray(LocalDate[]::new))
                                .addArrayOfString(texts(sorted, one -> one.getKey().subject()))
                                .addArrayOfString(texts(sorted, one -> one.getKey().agent()))
                                .addArrayOfString(texts(sorted, one -> one.getKey().upstream()))
                                .addArrayOfString(texts(sorted, one -> one.getKey().tool()))
                                .addArrayOfLong(
                                        sorted.stream()
                                                .map(Map.Entry::getValue)
                                                .toArray(Long[]::new)))
                .replaceWithVoid();
    }

    /// Deletes what no decision and no report will ask for.
    Uni<Void> tidy(Instant quotasBefore, LocalDate usesBefore) {
        return pool.preparedQuery("DELETE FROM gateway.allowance_count WHERE began_at < $1")
                .execute(Tuple.of(quotasBefore.atOffset(ZoneOffset.UTC)))
                .chain(() ->
                        pool.preparedQuery("DELETE FROM gateway.usage_count WHERE day < $1")
                                .execute(Tuple.of(usesBefore)))
                .replaceWithVoid();
    }

    private static Map<Counted, Long> sums(RowSet<Row> rows) {
        var sums = new HashMap<Counted, Long>();
        for (Row row : rows) {
            sums.put(
                    new Counted(
                            row.getString("workspace_id"),
                            row.getString("limit_id"),
                            row.getString("counted"),
                            row.getOffsetDateTime("began_at").toInstant()),
                    row.getLong("calls"));
        }
        return sums;
    }

    private static <T> String[] texts(List<T> rows, java.util.function.Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
