package dev.carnet.mcp.watch;

import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
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

    /// So many times more; whether that is as often as the detector minds.
    ///
    /// @param entries what the log has of it
    synchronized boolean reached(
            Effective detector, Instant now, int amount, List<String> entries) {
        int count =
                counters.computeIfAbsent(detector.detector(), _ -> new Counter())
                        .count(now, detector.window(), amount, entries);
        return count >= detector.threshold();
    }

    /// The last entries that were counted within the window, oldest first.
    synchronized List<String> causes(Detector detector) {
        return Optional.ofNullable(counters.get(detector))
                .map(Counter::causes)
                .or(() -> Optional.ofNullable(different.get(detector)).map(Recent::causes))
                .orElse(List.of());
    }

    /// A streak is over.
    synchronized void over(Detector detector) {
        Optional.ofNullable(counters.get(detector)).ifPresent(Counter::clear);
    }

    /// Another one of several; whether that is as many different ones as the detector minds.
    synchronized boolean many(Effective detector, String name, Instant now, String entry) {
        int count =
                different
                        .computeIfAbsent(detector.detector(), _ -> new Recent())
                        .count(name, now, detector.window(), entry);
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

    /// Whether the detector has been heard within its window, or ever where it has none.
    synchronized boolean quiet(Effective detector, Instant now) {
        return now.isBefore(quiet.getOrDefault(detector.detector(), Instant.EPOCH));
    }

    /// Whether the detector has not been heard within its window, or ever where it has none; from
    /// now on it has.
    synchronized boolean loud(Effective detector, Instant now) {
        if (quiet(detector, now)) {
            return false;
        }
        quiet.put(
                detector.detector(),
                detector.window().isZero() ? Instant.MAX : now.plus(detector.window()));
        return true;
    }
}
