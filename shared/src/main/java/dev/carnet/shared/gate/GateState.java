package dev.carnet.shared.gate;

import java.util.Locale;

/// Where a gate is. It only ever moves forward, by one statement that names where it comes from.
public enum GateState {
    /// Nobody has decided.
    WAITING,
    /// Enough people said yes; it has not run.
    APPROVED,
    /// Somebody said no.
    REJECTED,
    /// Nobody decided, or nobody fetched it, in time.
    EXPIRED,
    /// Whoever asked took it back, or lost the right to ask.
    WITHDRAWN,
    /// It runs, now and never again.
    RUNNING,
    /// It ran.
    DONE,
    /// It ran and reported an error, or was not allowed to run at the last moment.
    FAILED,
    /// It ran, and nobody can say what came of it.
    UNKNOWN;

    /// The name on the wire and in the database.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state of that name.
    public static GateState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /// Whether nothing will come after it.
    public boolean isOver() {
        return switch (this) {
            case WAITING, APPROVED, RUNNING -> false;
            case REJECTED, EXPIRED, WITHDRAWN, DONE, FAILED, UNKNOWN -> true;
        };
    }
}
