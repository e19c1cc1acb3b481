package dev.carnet.mcp.upstream;

import java.util.HashMap;
import java.util.Map;

/// How many watches of one session want each resource. Used on the session's event loop only.
final class Watched {

    private final Map<String, Integer> counts = new HashMap<>();

    /// One more wants it; whether it is the first.
    boolean first(String uri) {
        return counts.merge(uri, 1, Integer::sum) == 1;
    }

    /// One less wants it; whether it was the last.
    boolean last(String uri) {
        return counts.containsKey(uri)
                && counts.computeIfPresent(uri, (_, many) -> many == 1 ? null : many - 1) == null;
    }
}
