package dev.carnet.mcp.watch;

import dev.carnet.mcp.watch.Different.Group;
import dev.carnet.mcp.watch.Different.Last;
import dev.carnet.mcp.watch.Different.Met;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The table `watch.different`: names and networks of all replicas within a detector's window. A
/// write is one statement, its rows in a fixed order, so that replicas do not deadlock.
@Singleton
final class DifferentStore {

    private final Pool pool;

    DifferentStore(Pool pool) {
        this.pool = pool;
    }

    /// So many different ones within the window, and the last entries that say so, oldest first.
    record Counted(long count, List<String> entries) {}

    private record Line(
            String workspace,
            String detector,
            String principal,
            String what,
            Last last,
            Duration window) {

        private OffsetDateTime until() {
            return time(last.at().plus(window));
        }
    }

    /// Adds these.
    Uni<Void> add(Map<Group, Met> waiting) {
        List<Line> lines = lines(waiting);
        return pool.preparedQuery(
                        """
                        INSERT INTO watch.different AS known
                          (workspace_id, detector, principal, what, seen_at, entry, kept_until)
                        SELECT DISTINCT ON (w, d, p, n) * FROM unnest($1::text[], $2::text[],
                          $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::timestamptz[])
                          AS more (w, d, p, n, s, e, k) ORDER BY w, d, p, n
                        ON CONFLICT (workspace_id, detector, principal, what) DO UPDATE SET
                          seen_at = GREATEST(known.seen_at, excluded.seen_at),
                          entry = excluded.entry,
                          kept_until = GREATEST(known.kept_until, excluded.kept_until)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(texts(lines, Line::workspace))
                                .addValue(texts(lines, Line::detector))
                                .addValue(texts(lines, Line::principal))
                                .addValue(texts(lines, Line::what))
                                .addValue(
                                        lines.stream()
                                                .map(one -> time(one.last().at()))
                                                .toArray(OffsetDateTime[]::new))
                                .addValue(texts(lines, one -> one.last().entry()))
                                .addValue(
                                        lines.stream()
                                                .map(Line::until)
                                                .toArray(OffsetDateTime[]::new)))
                .replaceWithVoid();
    }

    /// Of which of these all replicas together saw as many as the detector minds.
    Uni<Map<Group, Counted>> reached(List<Group> groups, Instant now) {
        return pool.preparedQuery(
                        """
                        SELECT asked.place, met.count, met.entries
                        FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[],
                          $5::float8[]) WITH ORDINALITY AS asked (w, d, p, since, threshold, place)
                        CROSS JOIN LATERAL (
                          SELECT count(*) AS count,
                            (array_agg(o.entry ORDER BY o.seen_at DESC))[1:20] AS entries
                          FROM watch.different o WHERE o.workspace_id = asked.w
                            AND o.detector = asked.d AND o.principal = asked.p
                            AND o.seen_at >= asked.since) AS met
                        WHERE met.count >= asked.threshold
                        """)
                .execute(
                        Tuple.of(
                                texts(groups, one -> one.whose().workspace()),
                                texts(groups, one -> one.detector().detector().wire()),
                                texts(groups, one -> one.whose().name()),
                                groups.stream()
                                        .map(one -> time(now.minus(one.detector().window())))
                                        .toArray(OffsetDateTime[]::new),
                                groups.stream()
                                        .map(one -> one.detector().threshold())
                                        .toArray(Double[]::new)))
                .map(rows -> {
                    var counts = new HashMap<Group, Counted>();
                    rows.forEach(row ->
                            counts.put(groups.get((int) (row.getLong("place") - 1)), counted(row)));
                    return counts;
                });
    }

    private static List<Line> lines(Map<Group, Met> waiting) {
        return waiting.entrySet().stream()
                .flatMap(one ->
                        one.getValue().names().entrySet().stream()
                                .map(name -> line(one.getKey(), name)))
                .sorted(
                        Comparator.comparing(Line::workspace)
                                .thenComparing(Line::detector)
                                .thenComparing(Line::principal)
                                .thenComparing(Line::what))
                .toList();
    }

    private static Line line(Group group, Map.Entry<String, Last> name) {
        return new Line(
                group.whose().workspace(),
                group.detector().detector().wire(),
                group.whose().name(),
                name.getKey(),
                name.getValue(),
                group.detector().window());
    }

    private static Counted counted(Row row) {
        return new Counted(
                row.getLong("count"),
                List.of(row.getArrayOfStrings("entries")).reversed().stream().distinct().toList());
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static <T> String[] texts(List<T> all, Function<T, String> part) {
        return all.stream().map(part).toArray(String[]::new);
    }
}
