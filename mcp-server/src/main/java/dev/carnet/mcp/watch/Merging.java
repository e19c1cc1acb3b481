package dev.carnet.mcp.watch;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.watch.CountStore.Sight;
import dev.carnet.mcp.watch.Counts.Counted;
import dev.carnet.mcp.watch.Counts.Part;
import dev.carnet.mcp.watch.Counts.Place;
import dev.carnet.mcp.watch.Different.Group;
import dev.carnet.mcp.watch.Different.Met;
import dev.carnet.mcp.watch.Places.Seen;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.shared.signal.TallyStore.Sum;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Once a second, what was counted here is added up with the other replicas in one statement, and
/// what all of them together counted may be enough where one alone was not. A process that is
/// killed loses at most what it counted since.
@ApplicationScoped
class Merging {

    private static final Logger LOG = Logger.getLogger(Merging.class);
    private static final long SECOND_MS = 1_000;

    private final Counts counts;
    private final Different different;
    private final Places places;
    private final Door door;
    private final CountStore store;
    private final DifferentStore names;
    private final Traces traces;
    private final Losses losses;
    private final Firing firing;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile Instant tidied = Instant.EPOCH;

    Merging(
            Counts counts,
            Different different,
            Places places,
            Door door,
            CountStore store,
            DifferentStore names,
            Traces traces,
            Losses losses,
            Firing firing,
            Clock clock) {
        this.counts = counts;
        this.different = different;
        this.places = places;
        this.door = door;
        this.store = store;
        this.names = names;
        this.traces = traces;
        this.losses = losses;
        this.firing = firing;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(SECOND_MS, this::tick);
    }

    private void tick() {
        if (running.compareAndSet(false, true)) {
            Work.start(
                    turn().onTermination().invoke(() -> running.set(false)),
                    _ -> {},
                    fault -> LOG.warnf("counts were not added up: %s", fault.getMessage()));
        }
    }

    /// Adds up what was counted here, and raises what is enough.
    Uni<Void> turn() {
        return amounts()
                .chain(this::names)
                .chain(this::sights)
                .chain(() -> fire(door.drain()))
                .chain(() -> fire(firing.takeWaiting()))
                .chain(losses::tell)
                .chain(this::tidy);
    }

    private Uni<Void> amounts() {
        Map<Place, Part> parts = counts.drain();
        return parts.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.add(parts)
                        .onFailure()
                        .invoke(() -> counts.back(parts))
                        .chain(() -> store.reached(grown(parts), clock.instant()))
                        .chain(sums -> fire(enough(parts, sums)));
    }

    private static Set<Place> grown(Map<Place, Part> parts) {
        return parts.entrySet().stream()
                .filter(one -> one.getValue().amount() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<Noticed> enough(Map<Place, Part> parts, Map<Place, Sum> sums) {
        return sums.entrySet().stream()
                .flatMap(one ->
                        Stream.ofNullable(parts.get(one.getKey()))
                                .flatMap(part ->
                                        enough(one.getKey(), part, one.getValue()).stream()))
                .toList();
    }

    /// What is enough was for this event: everybody begins anew.
    private Optional<Noticed> enough(Place place, Part part, Sum sum) {
        Instant now = clock.instant();
        Trace trace = traces.of(place.whose());
        if (sum.amount() <= part.amount() || !trace.loud(place.detector(), now)) {
            return Optional.empty();
        }
        counts.over(
                new Counted(place.whose(), trace, part.suspect(), part.once(), List.of(), now),
                place.detector());
        return Optional.of(
                together(
                        place.detector(),
                        part.suspect(),
                        part.once(),
                        Double.toString(sum.amount()),
                        sum.entries(),
                        now));
    }

    private static Noticed together(
            Effective detector,
            Suspect suspect,
            String once,
            String sum,
            List<String> entries,
            Instant now) {
        Noticed noticed =
                Noticed.of(
                                detector,
                                suspect,
                                "All replicas together counted as much as is minded.",
                                now)
                        .because(entries)
                        .with("sum", sum)
                        .with("threshold", Double.toString(detector.threshold()));
        return detector.window().isZero() ? noticed.once(once) : noticed.oncePerWindow(once);
    }

    private Uni<Void> names() {
        Map<Group, Met> met = different.drain();
        return met.isEmpty()
                ? Uni.createFrom().voidItem()
                : names.add(met)
                        .onFailure()
                        .invoke(() -> different.back(met))
                        .chain(() -> names.reached(List.copyOf(met.keySet()), clock.instant()))
                        .chain(counted -> fire(many(met, counted)));
    }

    private List<Noticed> many(Map<Group, Met> met, Map<Group, DifferentStore.Counted> counted) {
        Instant now = clock.instant();
        return counted.entrySet().stream()
                .filter(one -> traces.of(one.getKey().whose()).loud(one.getKey().detector(), now))
                .flatMap(one ->
                        Stream.ofNullable(met.get(one.getKey()))
                                .map(known ->
                                        together(
                                                one.getKey().detector(),
                                                known.suspect(),
                                                one.getKey().whose().name(),
                                                Long.toString(one.getValue().count()),
                                                one.getValue().entries(),
                                                now)))
                .toList();
    }

    private Uni<Void> sights() {
        Map<Sight, Seen> seen = places.drain();
        return seen.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.see(List.copyOf(seen.keySet()), clock.instant())
                        .onFailure()
                        .invoke(() -> places.back(seen))
                        .map(fresh ->
                                fresh.stream()
                                        .flatMap(one -> Stream.ofNullable(seen.get(one)))
                                        .map(Seen::noticed)
                                        .toList())
                        .chain(this::fire);
    }

    /// Side by side: the log of one workspace may take no entries.
    private Uni<Void> fire(List<Noticed> noticed) {
        return noticed.isEmpty()
                ? Uni.createFrom().voidItem()
                : Multi.createFrom()
                        .iterable(noticed)
                        .onItem()
                        .transformToUni(firing::fire)
                        .merge(WatchLimits.MERGED)
                        .collect()
                        .asList()
                        .replaceWithVoid();
    }

    private Uni<Void> tidy() {
        Instant now = clock.instant();
        if (tidied.plus(WatchLimits.TIDIED_EVERY).isAfter(now)) {
            return Uni.createFrom().voidItem();
        }
        tidied = now;
        return store.tidy(now);
    }
}
