package dev.carnet.mcp.upstream;

/// Where it broke between us and an upstream.
public enum FaultClass {
    /// No address, no connection, no answer in time, or the circuit is open.
    TRANSPORT,
    /// Its certificate or the handshake.
    TLS,
    /// It does not take what proves us (401, 403).
    AUTHENTICATION,
    /// It answers, but not as the protocol says, or longer than it may.
    PROTOCOL,
    /// It speaks the protocol and says that it, or what stands behind it, fails (5xx).
    DOWNSTREAM
}
