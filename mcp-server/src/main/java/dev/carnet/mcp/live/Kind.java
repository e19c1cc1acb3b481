package dev.carnet.mcp.live;

import dev.carnet.mcp.limit.Limits;

/// What sort of thing is live; each has its own limit per principal.
public enum Kind {
    CALL(Limits.CALLS_PER_PRINCIPAL),
    STREAM(Limits.STREAMS_PER_PRINCIPAL);

    private final int limit;

    Kind(int limit) {
        this.limit = limit;
    }

    /// How many one principal may have at one replica.
    int limit() {
        return limit;
    }
}
