package dev.carnet.shared.token;

/// What became of a presented JWT.
public sealed interface TokenVerdict {

    /// Signed by a key of ours, in time, and for this audience. Revocation is a separate question.
    record Valid(TokenClaims claims) implements TokenVerdict {}

    /// Not acceptable.
    ///
    /// @param reason for the log only, never for the caller
    record Invalid(String reason) implements TokenVerdict {}
}
