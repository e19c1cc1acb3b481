package dev.carnet.shared.audit;

import java.time.Duration;

/// The pauses between attempts to connect: short at first, then longer.
final class Pauses {

    private Duration next = AuditLimits.RECONNECT_FIRST;

    Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next =
                doubled.compareTo(AuditLimits.RECONNECT_MOST) < 0
                        ? doubled
                        : AuditLimits.RECONNECT_MOST;
        return pause;
    }

    void startAgain() {
        next = AuditLimits.RECONNECT_FIRST;
    }
}
