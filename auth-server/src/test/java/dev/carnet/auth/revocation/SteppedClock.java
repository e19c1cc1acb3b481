package dev.carnet.auth.revocation;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The clock of the machine, which a test sets ahead or back.
@Alternative
@Priority(1)
@Singleton
public class SteppedClock extends Clock {

    private static volatile Duration step = Duration.ZERO;

    /// From now on it is wrong by that much.
    static void step(Duration by) {
        step = by;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("only UTC");
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(step);
    }
}
