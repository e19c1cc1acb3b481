package dev.carnet.mcp.upstream;

/// Which protocol an upstream speaks.
public enum Era {
    /// 2026-07-28: no sessions.
    CURRENT,
    /// 2025-03-26 to 2025-11-25: sessions.
    EARLIER,
    /// 2024-11-05 over HTTP+SSE.
    FIRST
}
