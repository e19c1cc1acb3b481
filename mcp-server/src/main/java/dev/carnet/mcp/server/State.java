package dev.carnet.mcp.server;

import java.util.Locale;

/// Whether a server may be called.
public enum State {
    /// Nobody approved this address and authentication.
    PENDING,
    /// Somebody turned this address and authentication down, or nobody approved them for a month.
    REJECTED,
    /// It may.
    APPROVED,
    /// An operator switched it off.
    DISABLED;

    /// The name on the wire.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
