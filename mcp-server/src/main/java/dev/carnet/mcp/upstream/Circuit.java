package dev.carnet.mcp.upstream;

import java.time.Duration;
import java.time.Instant;

/// Whether an upstream is left alone for a while, because it failed again and again.
///
/// @param faults in a row
/// @param until when it is tried again, or when another may try; in the past, it may be used
/// @param trying whether one request tries it
record Circuit(int faults, Instant until, boolean trying) {

    static final Circuit CLOSED = new Circuit(0, Instant.EPOCH, false);

    /// Whether nothing may be sent now.
    boolean isOpen(Instant now) {
        return faults >= UpstreamLimits.FAULTS && now.isBefore(until);
    }

    /// A request goes out. After a pause it is the one that tries, and the others wait for what
    /// comes of it, but not for as long as it may take.
    Circuit entered(Instant now) {
        return faults >= UpstreamLimits.FAULTS
                ? new Circuit(faults, now.plus(UpstreamLimits.TRYING), true)
                : this;
    }

    /// It came to an end that says nothing about the upstream: the next one may try.
    Circuit left() {
        return trying ? new Circuit(faults, Instant.EPOCH, false) : this;
    }

    /// It failed.
    Circuit failed(Instant now) {
        int more = Math.min(faults + 1, UpstreamLimits.FAULTS + 16);
        return more < UpstreamLimits.FAULTS
                ? new Circuit(more, now, false)
                : new Circuit(more, now.plus(pause(more - UpstreamLimits.FAULTS)), false);
    }

    private static Duration pause(int times) {
        Duration longer = UpstreamLimits.ALONE_FIRST.multipliedBy(1L << Math.min(times, 10));
        return longer.compareTo(UpstreamLimits.ALONE_MOST) > 0 ? UpstreamLimits.ALONE_MOST : longer;
    }
}
