package dev.carnet.mcp.live;

/// Why something that was live must end now.
public sealed interface Ended {

    /// The credential was withdrawn.
    ///
    /// @param why private reason, for the audit log
    record Revoked(String why) implements Ended {}

    /// It lasted as long as it may.
    record Expired() implements Ended {}

    /// This process stops.
    record Closing() implements Ended {}
}
