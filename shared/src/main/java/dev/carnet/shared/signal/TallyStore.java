package dev.carnet.shared.signal;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// The table `watch.tally`: what all replicas of both services counted. A write is one statement,
/// its rows in a fixed order, so that replicas do not deadlock.
public final class TallyStore {

    /// Whose count it is.
    public record Name(String workspace, String detector, String principal) {}

    /// So much more of it.
    ///
    /// @param ended whether a streak ended before: then only this counts
    /// @param entries the last entries that were counted
    public record Amount(
            Name name,
            Instant began,
            Instant until,
            double amount,
            boolean ended,
            List<String> entries) {

        /// Both, of the same name and time.
        public Amount and(Amount more) {
            return new Amount(
                    name,
                    began,
                    until.isAfter(more.until) ? until : more.until,
                    amount + more.amount,
                    ended || more.ended,
                    Stream.concat(entries.stream(), more.entries.stream()).toList());
        }
    }

    /// What somebody wants to know: whether so much was counted in what began after that.
    public record Asked(Name name, Instant since, double threshold) {}

    /// What was counted.
    ///
    /// @param entries the last that were, oldest first
    public record Sum(double amount, List<String> entries) {}

    private static final String ADD =
            """
            INSERT INTO watch.tally AS known
              (workspace_id, detector, principal, began_at, kept_until, amount, ended, entries)
            SELECT w, d, p, b, k, a, o, string_to_array(s, ' ')
            FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[],
              $6::float8[], $7::bool[], $8::text[]) AS more (w, d, p, b, k, a, o, s)
            ON CONFLICT (workspace_id, detector, principal, began_at) DO UPDATE SET
              amount = excluded.amount + CASE WHEN excluded.ended THEN 0 ELSE known.amount END,
              ended = known.ended OR excluded.ended,
              kept_until = GREATEST(known.kept_until, excluded.kept_until),
              entries = CASE WHEN excluded.ended THEN excluded.entries ELSE
                (known.entries || excluded.entries)[GREATEST(1, cardinality(known.entries)
                  + cardinality(excluded.entries) - 19):] END
            """;

    private static final String REACHED =
            """
            SELECT asked.place, counted.amount, ARRAY(
                SELECT one.eid FROM watch.tally t
                CROSS JOIN LATERAL unnest(t.entries) WITH ORDINALITY AS one (eid, n)
                WHERE t.workspace_id = asked.w AND t.detector = asked.d AND t.principal = asked.p
                  AND t.began_at >= counted.since
                ORDER BY t.began_at DESC, one.n DESC LIMIT 20) AS entries
            FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::float8[])
              WITH ORDINALITY AS asked (w, d, p, since, threshold, place)
            CROSS JOIN LATERAL (
              SELECT sum(t.amount) AS amount, min(t.began_at) AS since FROM watch.tally t
              WHERE t.workspace_id = asked.w AND t.detector = asked.d AND t.principal = asked.p
                AND t.began_at > asked.since
                AND t.began_at >= coalesce((SELECT max(o.began_at) FROM watch.tally o
                  WHERE o.workspace_id = asked.w AND o.detector = asked.d
                    AND o.principal = asked.p AND o.began_at > asked.since AND o.ended),
                  '-infinity')) AS counted
            WHERE counted.amount >= asked.threshold
            """;

    /// Adds that up; each name and time is there once.
    public Uni<Void> add(SqlClient client, List<Amount> amounts) {
        List<Amount> sorted =
                amounts.stream()
                        .sorted(
                                Comparator.comparing((Amount one) -> one.name().workspace())
                                        .thenComparing(one -> one.name().detector())
                                        .thenComparing(one -> one.name().principal())
                                        .thenComparing(Amount::began))
                        .toList();
        return client.preparedQuery(ADD)
                .execute(
                        Tuple.tuple()
                                .addValue(texts(sorted, one -> one.name().workspace()))
                                .addValue(texts(sorted, one -> one.name().detector()))
                                .addValue(texts(sorted, one -> one.name().principal()))
                                .addValue(times(sorted, Amount::began))
                                .addValue(times(sorted, Amount::until))
                                .addValue(
                                        sorted.stream().map(Amount::amount).toArray(Double[]::new))
                                .addValue(
                                        sorted.stream().map(Amount::ended).toArray(Boolean[]::new))
                                .addValue(texts(sorted, one -> String.join(" ", one.entries()))))
                .replaceWithVoid();
    }

    /// Those of which as much was counted, by all replicas together.
    public Uni<Map<Asked, Sum>> reached(SqlClient client, List<Asked> asked) {
        return client.preparedQuery(REACHED)
                .execute(
                        Tuple.tuple()
                                .addValue(texts(asked, one -> one.name().workspace()))
                                .addValue(texts(asked, one -> one.name().detector()))
                                .addValue(texts(asked, one -> one.name().principal()))
                                .addValue(times(asked, Asked::since))
                                .addValue(
                                        asked.stream()
                                                .map(Asked::threshold)
                                                .toArray(Double[]::new)))
                .map(rows -> {
                    var sums = new HashMap<Asked, Sum>();
                    rows.forEach(
                            row -> sums.put(asked.get((int) (row.getLong("place") - 1)), sum(row)));
                    return sums;
                });
    }

    private static Sum sum(Row row) {
        return new Sum(
                row.getDouble("amount"), List.of(row.getArrayOfStrings("entries")).reversed());
    }

    private static <T> String[] texts(List<T> all, Function<T, String> part) {
        return all.stream().map(part).toArray(String[]::new);
    }

    private static <T> OffsetDateTime[] times(List<T> all, Function<T, Instant> part) {
        return all.stream()
                .map(one -> part.apply(one).atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
    }
}
