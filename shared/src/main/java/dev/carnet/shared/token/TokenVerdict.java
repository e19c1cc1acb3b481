package dev.carnet.shared.token;

/// What became of a presented JWT.
public sealed interface TokenVerdict {

    /// Signed by a key of ours, in time, and for this audience. Revocation is a separate question.
    ///
    /// @param kid the key it was signed with: when that key goes, so does what was remembered
    record Valid(TokenClaims claims, String kid) implements TokenVerdict {}

    /// Not acceptable.
    ///
    /// @param reason for the log only, never for the caller
    /// @param signed whether it was signed by a key of ours after all
    record Invalid(String reason, boolean signed) implements TokenVerdict {}
}
