package dev.carnet.shared.audit;

import java.util.Map;
import java.util.Optional;

/// What takes a while and has two entries: one before it begins and one once it ended, which names
/// the first. One whose process is gone is ended by another.
final class Spans {

    /// The act of each begin, with that of its end.
    private static final Map<String, String> ENDS =
            Map.of(
                    "tool.call.begin", "tool.call.end",
                    "resource.watch.begin", "resource.watch.end");

    private Spans() {}

    /// Whether that act opens something.
    static boolean opens(String act) {
        return ENDS.containsKey(act);
    }

    /// Whether that act closes something.
    static boolean closes(String act) {
        return ENDS.containsValue(act);
    }

    /// The act that closes what that one opened.
    static String end(String begin) {
        return Optional.ofNullable(ENDS.get(begin))
                .orElseThrow(() -> new IllegalArgumentException(begin + " opens nothing"));
    }
}
