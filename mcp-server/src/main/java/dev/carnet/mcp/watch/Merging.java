package dev.carnet.mcp.watch;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.watch.CountStore.Sight;
import dev.carnet.mcp.watch.CountStore.Sum;
import dev.carnet.mcp.watch.Counts.Part;
import dev.carnet.mcp.watch.Counts.Place;
import dev.carnet.mcp.watch.Places.Seen;
import dev.carnet.shared.signal.Noticed;
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
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final Places places;
    private final Door door;
    private final CountStore store;
    private final Traces traces;
    private final Losses losses;
    private final Firing firing;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile Instant tidied = Instant.EPOCH;

    Merging(
            Counts counts,
            Places places,
            Door door,
            CountStore store,
            Traces traces,
            Losses losses,
            Firing firing,
            Clock clock) {
        this.counts = counts;
        this.places = places;
        this.door = door;
        this.store = store;
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
                        .chain(sums -> fire(enough(parts, sums)));
    }

    private List<Noticed> enough(Map<Place, Part> parts, Map<Sum, Double> sums) {
        return parts.entrySet().stream()
                .flatMap(one -> enough(one.getKey(), one.getValue(), sums).stream())
                .toList();
    }

    private Optional<Noticed> enough(Place place, Part part, Map<Sum, Double> sums) {
        double sum = sums.getOrDefault(Sum.of(place), 0.0);
        Instant now = clock.instant();
        boolean fires =
                sum >= place.detector().threshold()
                        && sum > part.amount()
                        && traces.of(place.whose()).loud(place.detector(), now);
        if (!fires) {
            return Optional.empty();
        }
        Noticed noticed =
                Noticed.of(
                                place.detector(),
                                part.suspect(),
                                "All replicas together counted as much as is minded.",
                                now)
                        .because(part.entries())
                        .with("sum", Double.toString(sum))
                        .with("threshold", Double.toString(place.detector().threshold()));
        String whose = place.whose().name();
        return Optional.of(
                place.detector().window().isZero()
                        ? noticed.once(whose)
                        : noticed.oncePerWindow(whose));
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
