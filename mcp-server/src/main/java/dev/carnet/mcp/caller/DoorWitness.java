package dev.carnet.mcp.caller;

import dev.carnet.shared.caller.Caller;

/// Sees who is turned away at the door with a credential that was given to somebody.
public interface DoorWitness {

    /// What that caller was given does not let them in.
    ///
    /// @param reason why it ended, or what of it was not proven
    /// @param address where the request came from
    void turnedAway(Caller caller, String reason, String address);
}
