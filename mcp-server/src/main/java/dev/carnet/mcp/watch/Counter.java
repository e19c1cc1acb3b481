package dev.carnet.mcp.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/// How often something happened lately, and which entries of the log say so.
final class Counter {

    private final ArrayDeque<Instant> times = new ArrayDeque<>();
    private final ArrayDeque<Cause> causes = new ArrayDeque<>();

    private record Cause(Instant at, String entry) {}

    /// So many times more; answers how often within that time. Beyond the limit the oldest is
    /// forgotten.
    int count(Instant now, Duration window, int amount, List<String> entries) {
        Instant since = now.minus(window);
        while (!times.isEmpty() && times.getFirst().isBefore(since)) {
            times.removeFirst();
        }
        for (int i = 0; i < Math.min(amount, WatchLimits.TIMES); i++) {
            if (times.size() == WatchLimits.TIMES) {
                times.removeFirst();
            }
            times.addLast(now);
        }
        causes.removeIf(cause -> cause.at().isBefore(since));
        entries.forEach(entry -> causes.addLast(new Cause(now, entry)));
        while (causes.size() > WatchLimits.ENTRIES) {
            causes.removeFirst();
        }
        return times.size();
    }

    /// The last entries that were counted, oldest first.
    List<String> causes() {
        return causes.stream().map(Cause::entry).distinct().toList();
    }

    /// It ended: what comes is another streak.
    void clear() {
        times.clear();
        causes.clear();
    }
}
