package dev.carnet.mcp.watch;

import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one principal did lately at this replica. Bounded, whatever it does. Safe to share between
/// threads.
final class Trace {

    private static final int ENOUGH_CALLS = 5;
    private static final int SMALL_CHARACTERS = 1_000;

    private final Map<Detector, Counter> counters = new EnumMap<>(Detector.class);
    private final Map<Detector, Recent> different = new EnumMap<>(Detector.class);
    private final Map<Detector, Instant> quiet = new EnumMap<>(Detector.class);
    private final Map<String, Sizes> sizes = new HashMap<>();
    private final Drift drift = new Drift();

    /// The largest arguments of one tool so far, of how many calls.
    private record Sizes(int calls, int largest) {}

    /// Once more; whether that is as often as the detector minds, and it was not heard lately.
    synchronized boolean often(Effective detector, Instant now) {
        return reached(detector, now) && loud(detector, now);
    }

    /// Once more; whether that is as often as the detector minds.
    synchronized boolean reached(Effective detector, Instant now) {
        int count =
                counters.computeIfAbsent(detector.detector(), _ -> new Counter())
                        .count(now, detector.window());
        return count >= detector.threshold();
    }

    /// A streak is over.
    synchronized void over(Detector detector) {
        Optional.ofNullable(counters.get(detector)).ifPresent(Counter::clear);
    }

    /// Another one of several; whether that is as many different ones as the detector minds.
    synchronized boolean many(Effective detector, String name, Instant now) {
        int count =
                different
                        .computeIfAbsent(detector.detector(), _ -> new Recent())
                        .count(name, now, detector.window());
        return count >= detector.threshold() && loud(detector, now);
    }

    /// One more call of that tool; by how much its arguments are larger than any before, if that is
    /// as much as the detector minds.
    synchronized Optional<Long> larger(Effective detector, String name, int characters) {
        String tool = Brief.of(name);
        var before = sizes.getOrDefault(tool, new Sizes(0, 1));
        if (sizes.containsKey(tool) || sizes.size() < WatchLimits.NAMES) {
            sizes.put(tool, new Sizes(before.calls() + 1, Math.max(before.largest(), characters)));
        }
        double ratio = (double) characters / before.largest();
        return before.calls() >= ENOUGH_CALLS
                        && characters >= SMALL_CHARACTERS
                        && ratio >= detector.threshold()
                ? Optional.of(Math.round(ratio))
                : Optional.empty();
    }

    /// One more call of a passport.
    ///
    /// @return what it adds to the score, and the score
    synchronized Drifted drift(
            Set<String> declared, String service, String tool, Drift.Shape shape) {
        double novelty = drift.add(declared, service, tool, shape);
        return new Drifted(novelty, drift.score());
    }

    /// How new a call was, and all calls together.
    record Drifted(double novelty, double score) {}

    /// Whether the detector has not been heard within its window, or ever where it has none; from
    /// now on it has.
    synchronized boolean loud(Effective detector, Instant now) {
        Instant until = quiet.getOrDefault(detector.detector(), Instant.EPOCH);
        if (now.isBefore(until)) {
            return false;
        }
        quiet.put(
                detector.detector(),
                detector.window().isZero() ? Instant.MAX : now.plus(detector.window()));
        return true;
    }
}
