package dev.carnet.mcp.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Different names that came up lately, the one that was not seen for longest forgotten first.
final class Recent {

    private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

    private record Seen(Instant at, String entry) {}

    /// That one; answers how many different ones within that time.
    int count(String text, Instant now, Duration window, String entry) {
        String name = Brief.of(text);
        Instant since = now.minus(window);
        seen.values().removeIf(one -> one.at().isBefore(since));
        if (seen.size() == WatchLimits.NAMES && !seen.containsKey(name)) {
            seen.remove(seen.keySet().iterator().next());
        }
        seen.put(name, new Seen(now, entry));
        return seen.size();
    }

    /// The last entries that were counted, oldest first.
    List<String> causes() {
        return seen.values().stream()
                .skip(Math.max(0, seen.size() - WatchLimits.ENTRIES))
                .map(Seen::entry)
                .distinct()
                .toList();
    }
}
