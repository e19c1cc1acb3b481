package dev.carnet.mcp.watch;

import java.time.Duration;

/// The limits of this room.
final class WatchLimits {

    /// Principals a replica remembers at a time, of so many workspaces, and how long after their
    /// last call.
    static final int PRINCIPALS = 20_000;

    static final int WORKSPACES = 400;

    static final Duration REMEMBERED = Duration.ofHours(2);

    /// Times that one counter of a principal remembers; so the highest threshold there is.
    static final int TIMES = 1_000;

    /// Characters of a caller's text that are remembered as they are; a longer text is by its hash.
    static final int TEXT_CHARACTERS = 48;

    /// Names, networks, tools and services that are remembered of one principal, of each.
    static final int NAMES = 256;

    /// Members of arguments that are remembered of one tool, and how deep they are looked for.
    static final int MEMBERS = 64;

    /// The largest arguments and results that are looked through whole; of larger ones both ends.
    static final int LOOKED_THROUGH_CHARACTERS = 256 * 1024;

    /// Firings that are being written at a time, and with orders to take something away; more wait.
    static final int FIRING = 64;

    static final int FIRING_ORDERS = 256;

    /// Firings of the second that are written side by side.
    static final int MERGED = 16;

    /// Firings that wait to be tried again, and for how long; more are counted as lost.
    static final int WAITING = 1_000;

    static final Duration TRIED_FOR = Duration.ofMinutes(5);

    /// How long a call waits for its credential to be taken away.
    static final Duration TAKEN_AWAY_WITHIN = Duration.ofSeconds(2);

    /// How often it looks whether that was done.
    static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /// Entries that are remembered of one count.
    static final int ENTRIES = 20;

    /// Different counts that wait to be added up.
    static final int COUNTS = 50_000;

    /// Principals whose names and networks wait to be added up.
    static final int GROUPS = 5_000;

    /// How often counts are tidied that nobody asks for, and how long what was familiar is kept.
    static final Duration TIDIED_EVERY = Duration.ofMinutes(10);

    static final Duration FAMILIAR_KEPT = Duration.ofDays(180);

    /// The longest window, and the highest threshold, that may be set.
    static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private WatchLimits() {}
}
