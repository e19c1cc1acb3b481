package dev.carnet.mcp.pin;

import java.time.Duration;

/// The limits of this room, beside those that all of mcp-server shares.
final class PinLimits {

    /// How long a use waits for the look that it begins. What comes later counts for the next use.
    static final Duration LOOK_BEFORE_USE = Duration.ofSeconds(5);

    /// Servers of which a replica remembers when it looked.
    static final int REMEMBERED = 10_000;

    private PinLimits() {}
}
