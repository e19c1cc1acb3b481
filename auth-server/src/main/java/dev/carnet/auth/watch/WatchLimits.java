package dev.carnet.auth.watch;

import java.time.Duration;

/// The limits of this room.
final class WatchLimits {

    /// So long after somebody looked at an event it is kept, and so long after another one a
    /// setting; a little more than a year, so that one can be compared with the one before.
    static final Duration KEPT = Duration.ofDays(400);

    /// So many of each go at once.
    static final int SWEPT = 500;

    /// Credentials whose refusals at the door are counted at a time.
    static final int TURNED_AWAY = 10_000;

    private WatchLimits() {}
}
