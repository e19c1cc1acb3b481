package dev.carnet.mcp.watch;

import dev.carnet.mcp.watch.Counts.Part;
import dev.carnet.mcp.watch.Counts.Place;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Slice;
import dev.carnet.shared.signal.TallyStore;
import dev.carnet.shared.signal.TallyStore.Amount;
import dev.carnet.shared.signal.TallyStore.Asked;
import dev.carnet.shared.signal.TallyStore.Sum;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The tables `watch.tally` and `watch.familiar`: what all replicas counted and saw. Every write is
/// one statement, its rows in a fixed order, so that replicas do not deadlock. Deletes what is old
/// of `watch.different`, too.
@Singleton
final class CountStore {

    private final Pool pool;
    private final TallyStore tallies = new TallyStore();

    CountStore(Pool pool) {
        this.pool = pool;
    }

    /// Somebody somewhere: a network or a country.
    record Sight(String workspace, String principal, String kind, String what) {}

    /// Adds that up.
    Uni<Void> add(Map<Place, Part> parts) {
        var amounts = new HashMap<Key, Amount>();
        parts.forEach((place, part) -> {
            var more =
                    new Amount(
                            name(place.whose(), place.detector()),
                            place.began(),
                            Slice.of(place.detector(), place.began()).until(),
                            part.amount(),
                            part.ended(),
                            part.entries());
            amounts.merge(new Key(more.name(), more.began()), more, Amount::and);
        });
        return tallies.add(pool, List.copyOf(amounts.values()));
    }

    private record Key(TallyStore.Name name, Instant began) {}

    /// Of which of these all replicas together counted enough.
    Uni<Map<Place, Sum>> reached(Set<Place> places, Instant now) {
        Map<Place, Asked> asked =
                places.stream()
                        .collect(Collectors.toMap(place -> place, place -> asked(place, now)));
        return tallies.reached(pool, asked.values().stream().distinct().toList())
                .map(sums -> {
                    var found = new HashMap<Place, Sum>();
                    asked.forEach((place, one) ->
                            Optional.ofNullable(sums.get(one))
                                    .ifPresent(sum -> found.put(place, sum)));
                    return found;
                });
    }

    private static Asked asked(Place place, Instant now) {
        return new Asked(
                name(place.whose(), place.detector()),
                Slice.of(place.detector(), now).since(),
                place.detector().threshold());
    }

    private static TallyStore.Name name(Whose whose, Effective detector) {
        return new TallyStore.Name(whose.workspace(), detector.detector().wire(), whose.name());
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
        return pool.preparedQuery("DELETE FROM watch.tally WHERE kept_until < $1")
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                .chain(() ->
                        pool.preparedQuery("DELETE FROM watch.different WHERE kept_until < $1")
                                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC))))
                .chain(() ->
                        pool.preparedQuery("DELETE FROM watch.familiar WHERE seen_at < $1")
                                .execute(
                                        Tuple.of(
                                                now.minus(WatchLimits.FAMILIAR_KEPT)
                                                        .atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
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
