package dev.carnet.mcp.message;

/// The error codes this service answers with, and the HTTP status that goes with each. Carnet's own
/// stand outside the range JSON-RPC reserves.
public enum RpcCode {
    PARSE(-32700, 400),
    INVALID_REQUEST(-32600, 400),
    METHOD_NOT_FOUND(-32601, 404),
    INVALID_PARAMS(-32602, 400),
    INTERNAL(-32603, 500),
    /// Earlier revisions only.
    RESOURCE_NOT_FOUND(-32002, 200),
    HEADER_MISMATCH(-32020, 400),
    MISSING_CAPABILITY(-32021, 400),
    UNSUPPORTED_VERSION(-32022, 400),
    /// The credential was withdrawn while the call ran.
    REVOKED(-31001, 401),
    /// This replica cannot decide or record right now.
    UNAVAILABLE(-31002, 503),
    /// The call took longer than it may.
    TIMED_OUT(-31003, 504),
    /// The caller holds as much open as it may.
    TOO_MANY(-31004, 429),
    /// The use of a prompt or resource waits for a person, or a person refused it.
    HELD(-31005, 409);

    private final int wire;
    private final int status;

    RpcCode(int wire, int status) {
        this.wire = wire;
        this.status = status;
    }

    /// The number on the wire.
    public int wire() {
        return wire;
    }

    /// The HTTP status of an answer that is nothing but this error.
    public int status() {
        return status;
    }
}
