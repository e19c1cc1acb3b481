package dev.carnet.mcp.legacy;

import java.util.List;
import java.util.Optional;

/// The revisions this room speaks, newest first.
public final class Versions {

    /// The only one with batches.
    static final String WITH_BATCHES = "2025-03-26";

    private static final List<String> KNOWN = List.of("2025-11-25", "2025-06-18", WITH_BATCHES);

    private Versions() {}

    /// Whether it is one of them.
    public static boolean isEarlier(String version) {
        return KNOWN.contains(version);
    }

    /// What is agreed on when a client asks for that version.
    static String agreed(Optional<String> asked) {
        return asked.filter(KNOWN::contains).orElse(KNOWN.getFirst());
    }
}
