package dev.carnet.mcp.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/// Whether an upstream is left alone for a while, because it failed again and again: by one
/// principal, or by all, where only one fault of each person or agent's owner counts.
///
/// @param faults in a row
/// @param until when it is tried again, or when another may try; in the past, it may be used
/// @param trying whether one request tries it
/// @param by whose faults they are, where that counts
record Circuit(int faults, Instant until, boolean trying, Set<String> by) {

    static final Circuit CLOSED = new Circuit(0, Instant.EPOCH, false, Set.of());

    /// Whether nothing may be sent now.
    boolean isOpen(Instant now) {
        return faults >= UpstreamLimits.FAULTS && now.isBefore(until);
    }

    /// A request goes out. After a pause it is the one that tries, and the others wait for what
    /// comes of it, but not for as long as it may take.
    Circuit entered(Instant now) {
        return faults >= UpstreamLimits.FAULTS
                ? new Circuit(faults, now.plus(UpstreamLimits.TRYING), true, by)
                : this;
    }

    /// It came to an end that says nothing about the upstream: the next one may try.
    Circuit left() {
        return trying ? new Circuit(faults, Instant.EPOCH, false, by) : this;
    }

    /// It failed.
    Circuit failed(Instant now) {
        int more = Math.min(faults + 1, UpstreamLimits.FAULTS + 16);
        return more < UpstreamLimits.FAULTS
                ? new Circuit(more, now, false, by)
                : new Circuit(more, now.plus(pause(more - UpstreamLimits.FAULTS)), false, by);
    }

    /// It failed for whoever is behind it. What one asks for may fail again and again, and says
    /// little of what others ask for: until it is left alone, only the first fault of each counts.
    Circuit failed(Instant now, String behind) {
        if (faults >= UpstreamLimits.FAULTS) {
            return failed(now);
        }
        if (by.contains(behind)) {
            return this;
        }
        var all = new HashSet<>(by);
        all.add(behind);
        return new Circuit(faults, until, trying, Set.copyOf(all)).failed(now);
    }

    private static Duration pause(int times) {
        Duration longer = UpstreamLimits.ALONE_FIRST.multipliedBy(1L << Math.min(times, 10));
        return longer.compareTo(UpstreamLimits.ALONE_MOST) > 0 ? UpstreamLimits.ALONE_MOST : longer;
    }
}
