package dev.carnet.verifier;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Remembers in this process. When it is full of what still counts, nothing more is let through: to
/// forget would be to let something through twice.
public final class UsedInMemory implements Used {

    private final Map<String, Instant> used = new HashMap<>();
    private final int most;
    private final Clock clock;

    /// @param most so many calls within a minute
    public UsedInMemory(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    @Override
    public synchronized boolean first(String jti, Instant until) {
        if (used.size() >= most) {
            Instant now = clock.instant();
            used.values().removeIf(end -> !end.isAfter(now));
        }
        return used.size() < most && used.putIfAbsent(jti, until) == null;
    }
}
