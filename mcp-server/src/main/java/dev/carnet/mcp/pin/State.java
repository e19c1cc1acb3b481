package dev.carnet.mcp.pin;

import java.util.Locale;

/// Where a definition stands. Only `APPROVED` is offered.
public enum State {
    /// Nobody has looked at it.
    NEW,
    /// What is listed is what was approved.
    APPROVED,
    /// What is listed is not what was approved.
    CHANGED,
    /// Its upstream does not list it any more.
    GONE,
    /// An operator does not want it, whatever it says.
    HIDDEN;

    /// The name in the API and in the database.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
