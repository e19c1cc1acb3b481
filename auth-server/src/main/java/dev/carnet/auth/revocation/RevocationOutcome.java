package dev.carnet.auth.revocation;

import java.util.Map;

/// What became of an order. When it arrives, whatever was ended is refused everywhere.
public sealed interface RevocationOutcome {

    /// It is over.
    ///
    /// @param counts how many of each kind ended now: always the same names, in the same order
    /// @param already whether it was over before
    /// @param cascade the passports that ended with it, but for the line that was named itself
    record Ended(Map<String, Integer> counts, boolean already, Cascade cascade)
            implements RevocationOutcome {}

    /// There is no such thing in this workspace.
    record Unknown() implements RevocationOutcome {}
}
