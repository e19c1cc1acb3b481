package dev.carnet.mcp.watch;

import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Slice;
import dev.carnet.shared.signal.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Counts what detectors mind: here, and for all replicas together, with which what waits here is
/// added up. Safe to share between threads.
@ApplicationScoped
class Counts {

    private Map<Place, Part> waiting = new HashMap<>();

    /// Whose count it is: of one detector, of one principal, in a tenth of its window.
    record Place(Whose whose, Effective detector, Instant began) {}

    /// What was counted here since it was last added up, and about whom an event would be.
    ///
    /// @param once what an event would be one of only once in a window
    /// @param entries the last ones that were counted
    /// @param ended whether a streak ended before
    record Part(double amount, Suspect suspect, String once, List<String> entries, boolean ended) {

        Part and(Part later) {
            if (later.ended) {
                return later;
            }
            var all = Stream.concat(entries.stream(), later.entries.stream()).toList();
            int many = Math.max(0, all.size() - WatchLimits.ENTRIES);
            return new Part(
                    amount + later.amount,
                    later.suspect,
                    later.once,
                    List.copyOf(all.subList(many, all.size())),
                    ended);
        }
    }

    /// Somebody of whom something is counted at a moment.
    ///
    /// @param once what an event would be one of only once in a window
    /// @param entries what the log has of it
    record Counted(
            Whose whose,
            Trace trace,
            Suspect suspect,
            String once,
            List<String> entries,
            Instant now) {

        /// The same, but an event would be one of that.
        Counted heardOf(String name) {
            return new Counted(whose, trace, suspect, name, entries, now);
        }
    }

    /// So many times more; whether that is as often as the detector minds, and it was not heard
    /// lately. If so, everybody begins anew: the event was for these.
    boolean often(Counted counted, Effective detector, int amount) {
        boolean enough =
                reached(counted, detector, amount) && counted.trace().loud(detector, counted.now());
        if (enough) {
            over(counted, detector);
        }
        return enough;
    }

    /// So many times more; whether that is as often as the detector minds.
    boolean reached(Counted counted, Effective detector, int amount) {
        add(counted, detector, amount);
        return counted.trace().reached(detector, counted.now(), amount, counted.entries());
    }

    /// So much more.
    void add(Counted counted, Effective detector, double amount) {
        add(
                place(counted, detector),
                new Part(amount, counted.suspect(), counted.once(), counted.entries(), false));
    }

    /// It is over: nothing that was counted anywhere counts any more.
    void over(Counted counted, Effective detector) {
        add(
                place(counted, detector),
                new Part(0, counted.suspect(), counted.once(), List.of(), true));
    }

    /// So much more of that. Beyond the limit of different counts, nothing is counted.
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

    /// What could not be written waits again, before what came meanwhile.
    synchronized void back(Map<Place, Part> drained) {
        drained.forEach((place, part) -> {
            if (waiting.containsKey(place) || waiting.size() < WatchLimits.COUNTS) {
                waiting.merge(place, part, (later, before) -> before.and(later));
            }
        });
    }

    private static Place place(Counted counted, Effective detector) {
        return new Place(counted.whose(), detector, Slice.of(detector, counted.now()).began());
    }
}
