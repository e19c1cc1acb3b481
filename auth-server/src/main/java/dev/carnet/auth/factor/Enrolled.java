package dev.carnet.auth.factor;

/// What a person has beside the password.
///
/// @param app whether an authenticator app is set up
/// @param passkeys how many there are
/// @param recoveryCodes how many are left
public record Enrolled(boolean app, int passkeys, int recoveryCodes) {

    /// Whether a password alone is not enough.
    public boolean any() {
        return app || passkeys > 0;
    }
}
