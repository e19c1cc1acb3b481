package dev.carnet.mcp.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/// How often something happened lately.
final class Counter {

    private final ArrayDeque<Instant> times = new ArrayDeque<>();

    /// Once more; answers how often within that time. Beyond the limit the oldest is forgotten.
    int count(Instant now, Duration window) {
        while (!times.isEmpty() && times.getFirst().isBefore(now.minus(window))) {
            times.removeFirst();
        }
        if (times.size() == WatchLimits.TIMES) {
            times.removeFirst();
        }
        times.addLast(now);
        return times.size();
    }

    /// It ended: what comes is another streak.
    void clear() {
        times.clear();
    }
}
