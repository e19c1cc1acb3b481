package dev.carnet.mcp.watch;

import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What waits to be added up with the other replicas: so much of one detector, of one principal, in
/// one window. Safe to share between threads.
@ApplicationScoped
class Counts {

    private static final Duration DAY = Duration.ofDays(1);

    private Map<Place, Part> waiting = new HashMap<>();

    /// Whose count it is.
    record Place(Whose whose, Effective detector, Instant began) {}

    /// What was counted here since it was last added up, and about whom an event would be.
    ///
    /// @param entries the last ones that were counted
    record Part(double amount, Suspect suspect, List<String> entries) {

        private Part and(Part more) {
            var all = Stream.concat(entries.stream(), more.entries.stream()).toList();
            int many = Math.max(0, all.size() - WatchLimits.ENTRIES);
            return new Part(
                    amount + more.amount, more.suspect, List.copyOf(all.subList(many, all.size())));
        }
    }

    /// So much more. Beyond the limit of different counts, nothing is counted.
    synchronized void add(Moment moment, Effective detector, double amount) {
        var place = new Place(moment.whose(), detector, began(detector, moment.now()));
        add(place, new Part(amount, moment.suspect(), List.of(moment.entry().eid())));
    }

    /// So much more of that.
    synchronized void add(Place place, Part part) {
        if (waiting.containsKey(place) || waiting.size() < WatchLimits.COUNTS) {
            waiting.merge(place, part, Part::and);
        }
    }

    /// Everything that waits; it does not wait any longer.
    synchronized Map<Place, Part> drain() {
        Map<Place, Part> drained = waiting;
        waiting = new HashMap<>();
        return drained;
    }

    /// What could not be written waits again.
    synchronized void back(Map<Place, Part> drained) {
        drained.forEach(this::add);
    }

    /// The same window everywhere: they are counted from the epoch; a day where there is none.
    private static Instant began(Effective detector, Instant now) {
        long seconds = (detector.window().isZero() ? DAY : detector.window()).toSeconds();
        return Instant.ofEpochSecond(now.getEpochSecond() / seconds * seconds);
    }
}
