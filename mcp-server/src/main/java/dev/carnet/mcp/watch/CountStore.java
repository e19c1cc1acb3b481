package dev.carnet.mcp.watch;

import dev.carnet.mcp.watch.Counts.Part;
import dev.carnet.mcp.watch.Counts.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/// The tables `watch.tally` and `watch.familiar`: what all replicas counted and saw. Every write is
/// one statement, its rows in a fixed order, so that replicas do not deadlock.
@Singleton
final class CountStore {

    private final Pool pool;

    CountStore(Pool pool) {
        this.pool = pool;
    }

    /// The name of a sum.
    record Sum(String workspace, String detector, String principal, Instant began) {

        static Sum of(Place place) {
            return new Sum(
                    place.whose().workspace(),
                    place.detector().detector().wire(),
                    place.whose().name(),
                    place.began());
        }
    }

    /// Somebody somewhere: a network or a country.
    record Sight(String workspace, String principal, String kind, String what) {}

    /// Adds that up, and answers the sums of all replicas.
    Uni<Map<Sum, Double>> add(Map<Place, Part> parts) {
        var amounts = new HashMap<Sum, Double>();
        parts.forEach((place, part) -> amounts.merge(Sum.of(place), part.amount(), Double::sum));
        List<Sum> sorted =
                amounts.keySet().stream()
                        .sorted(
                                Comparator.comparing(Sum::workspace)
                                        .thenComparing(Sum::detector)
                                        .thenComparing(Sum::principal)
                                        .thenComparing(Sum::began))
                        .toList();
        return pool.preparedQuery(
                        """
                        INSERT INTO watch.tally AS known
                            (workspace_id, detector, principal, began_at, amount)
                        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[],
                            $5::float8[])
                        ON CONFLICT (workspace_id, detector, principal, began_at)
                        DO UPDATE SET amount = known.amount + excluded.amount
                        RETURNING workspace_id, detector, principal, began_at, amount
                        """)
                .execute(
                        Tuple.of(
                                texts(sorted, Sum::workspace),
                                texts(sorted, Sum::detector),
                                texts(sorted, Sum::principal),
                                sorted.stream()
                                        .map(one -> one.began().atOffset(ZoneOffset.UTC))
                                        .toArray(OffsetDateTime[]::new),
                                sorted.stream()
                                        .map(one -> amounts.getOrDefault(one, 0.0))
                                        .toArray(Double[]::new)))
                .map(rows -> {
                    var sums = new HashMap<Sum, Double>();
                    rows.forEach(row -> sums.put(sum(row), row.getDouble("amount")));
                    return sums;
                });
    }

    /// Notes where they were seen, and answers which of them is new to somebody who was seen
    /// elsewhere before.
    Uni<List<Sight>> see(List<Sight> sights, Instant now) {
        List<Sight> sorted =
                sights.stream()
                        .distinct()
                        .sorted(
                                Comparator.comparing(Sight::workspace)
                                        .thenComparing(Sight::principal)
                                        .thenComparing(Sight::kind)
                                        .thenComparing(Sight::what))
                        .toList();
        return pool.preparedQuery(
                        """
                        WITH seen AS (
                          INSERT INTO watch.familiar AS known
                            (workspace_id, principal, kind, what, seen_at)
                          SELECT *, $5::timestamptz
                          FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
                          ON CONFLICT (workspace_id, principal, kind, what)
                          DO UPDATE SET seen_at = GREATEST(known.seen_at, excluded.seen_at)
                          RETURNING workspace_id, principal, kind, what, xmax = 0 AS fresh)
                        SELECT workspace_id, principal, kind, what FROM seen s
                        WHERE fresh AND EXISTS (
                          SELECT FROM watch.familiar f WHERE f.workspace_id = s.workspace_id
                            AND f.principal = s.principal AND f.kind = s.kind)
                        """)
                .execute(
                        Tuple.of(
                                texts(sorted, Sight::workspace),
                                texts(sorted, Sight::principal),
                                texts(sorted, Sight::kind),
                                texts(sorted, Sight::what),
                                now.atOffset(ZoneOffset.UTC)))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(CountStore::sight)
                                .toList());
    }

    /// Deletes what nobody will ask for.
    Uni<Void> tidy(Instant now) {
        return pool.preparedQuery("DELETE FROM watch.tally WHERE began_at < $1")
                .execute(Tuple.of(now.minus(WatchLimits.COUNTS_KEPT).atOffset(ZoneOffset.UTC)))
                .chain(() ->
                        pool.preparedQuery("DELETE FROM watch.familiar WHERE seen_at < $1")
                                .execute(
                                        Tuple.of(
                                                now.minus(WatchLimits.FAMILIAR_KEPT)
                                                        .atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }

    private static Sum sum(Row row) {
        return new Sum(
                row.getString("workspace_id"),
                row.getString("detector"),
                row.getString("principal"),
                row.getOffsetDateTime("began_at").toInstant());
    }

    private static Sight sight(Row row) {
        return new Sight(
                row.getString("workspace_id"),
                row.getString("principal"),
                row.getString("kind"),
                row.getString("what"));
    }

    private static <T> String[] texts(List<T> all, Function<T, String> part) {
        return all.stream().map(part).toArray(String[]::new);
    }
}
