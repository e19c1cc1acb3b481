package dev.carnet.mcp.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Different names that came up lately, the one that was not seen for longest forgotten first.
final class Recent {

    private final Map<String, Instant> seen = new LinkedHashMap<>(16, 0.75f, true);

    /// That one; answers how many different ones within that time.
    int count(String text, Instant now, Duration window) {
        String name = Brief.of(text);
        Instant since = now.minus(window);
        seen.values().removeIf(at -> at.isBefore(since));
        if (seen.size() == WatchLimits.NAMES && !seen.containsKey(name)) {
            seen.remove(seen.keySet().iterator().next());
        }
        seen.put(name, now);
        return seen.size();
    }
}
