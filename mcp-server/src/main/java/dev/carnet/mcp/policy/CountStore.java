package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.Quotas.Asked;
import dev.carnet.mcp.policy.Quotas.Granted;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Adds up what all replicas count. Every write takes its rows in a fixed order, so that replicas
/// do not deadlock.
final class CountStore {

    private final Pool pool;

    CountStore(Pool pool) {
        this.pool = pool;
    }

    /// Counts calls against quotas, no more than each leaves. The rows of one transaction, so that
    /// all are counted or none.
    Uni<List<Granted>> take(List<Asked> asked) {
        var sorted =
                asked.stream()
                        .sorted(
                                Comparator.comparing((Asked one) -> one.quota().whose().workspace())
                                        .thenComparing(one -> one.quota().whose().limit())
                                        .thenComparing(one -> one.quota().whose().whose())
                                        .thenComparing(one -> one.quota().whose().began()))
                        .toList();
        return pool.withTransaction(transaction ->
                transaction
                        .preparedQuery(
                                """
                                INSERT INTO gateway.allowance_count AS known
                                    (workspace_id, limit_id, counted, began_at, calls)
                                VALUES ($1, $2, $3, $4, LEAST($5::bigint, $6::bigint))
                                ON CONFLICT (workspace_id, limit_id, counted, began_at)
                                DO UPDATE SET calls =
                                    GREATEST(known.calls, LEAST(known.calls + $5, $6))
                                RETURNING new.calls - coalesce(old.calls, 0) AS granted,
                                    new.calls AS calls
                                """)
                        .executeBatch(sorted.stream().map(CountStore::row).toList())
                        .map(rows -> granted(sorted, rows)));
    }

    private static Tuple row(Asked asked) {
        Counted whose = asked.quota().whose();
        return Tuple.of(
                whose.workspace(),
                whose.limit(),
                whose.whose(),
                whose.began().atOffset(ZoneOffset.UTC),
                asked.calls(),
                asked.quota().most());
    }

    private static List<Granted> granted(List<Asked> asked, RowSet<Row> first) {
        var granted = new ArrayList<Granted>();
        RowSet<Row> rows = first;
        for (Asked one : asked) {
            Row row = rows.iterator().next();
            granted.add(new Granted(one.quota(), row.getLong("granted"), row.getLong("calls")));
            rows = rows.next();
        }
        return granted;
    }

    /// How many were counted so far.
    Uni<Long> sum(Counted whose) {
        return pool.preparedQuery(
                        """
                        SELECT calls FROM gateway.allowance_count
                        WHERE workspace_id = $1 AND limit_id = $2 AND counted = $3 AND began_at = $4
                        """)
                .execute(
                        Tuple.of(
                                whose.workspace(),
                                whose.limit(),
                                whose.whose(),
                                whose.began().atOffset(ZoneOffset.UTC)))
                .map(rows -> Columns.first(rows, row -> row.getLong("calls")).orElse(0L));
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

    private static <T> String[] texts(List<T> rows, java.util.function.Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }
}
