package dev.carnet.verifier;

/// What a check came to.
public sealed interface Verdict<T> {

    /// It counts.
    record Valid<T>(T token) implements Verdict<T> {}

    /// It does not.
    ///
    /// @param why for a log; the sender learns no more than that it does not count
    record Refused<T>(Reason reason, String why) implements Verdict<T> {}

    /// Why not.
    enum Reason {
        /// No token of that kind, or claims that do not belong together.
        MALFORMED,
        /// No published key of that name signed it.
        SIGNATURE,
        /// Somebody else issued it, or it is for somebody else.
        NOT_FOR_US,
        /// It is over, or has not begun.
        TIME,
        /// It says something that this version of the verifier does not know.
        VERSION,
        /// It is bound to a key that was not proven.
        UNPROVEN,
        /// It is for another tool.
        TOOL,
        /// It is for other arguments, or another body.
        ARGUMENTS,
        /// It is for another HTTP request.
        REQUEST,
        /// It was used before.
        USED,
        /// The published keys, or what was used before, cannot be looked at.
        UNAVAILABLE
    }
}
