package dev.carnet.auth.rest;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.TokenClaims;

/// Sees who is turned away at the door with a credential that was given to somebody.
public interface DoorWitness {

    /// What that caller was given does not let them in.
    ///
    /// @param reason why it ended, or what of it was not proven
    void turnedAway(Caller caller, String reason);

    /// That passport, which somebody brought to have it renewed or to report with it, does not
    /// count.
    void turnedAway(TokenClaims passport, String reason);
}
