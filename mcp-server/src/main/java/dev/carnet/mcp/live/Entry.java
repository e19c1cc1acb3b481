package dev.carnet.mcp.live;

/// What became of entering.
public sealed interface Entry {

    /// Live from now on.
    ///
    /// @param leave to be run once when it is over
    record Entered(Runnable leave) implements Entry {}

    /// The principal, or this replica, holds as much open as it may.
    record Full() implements Entry {}
}
