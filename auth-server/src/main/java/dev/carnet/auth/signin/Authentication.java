package dev.carnet.auth.signin;

import java.time.Instant;
import java.util.Optional;

/// A sign-in, or the steps of it that were taken.
///
/// @param through by whose word, if it was another provider's
public record Authentication(
        String person, Strength strength, Instant at, Optional<Through> through) {

    /// One by the person's own password or passkey.
    public Authentication(String person, Strength strength, Instant at) {
        this(person, strength, at, Optional.empty());
    }
}
