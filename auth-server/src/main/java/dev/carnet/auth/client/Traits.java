package dev.carnet.auth.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a client does differently from the ordinary.
///
/// @param jwksUri where its keys are, when they are not given by value
/// @param dpopBound `dpop_bound_access_tokens` (RFC 9449 §5.2): no token without a proof
/// @param profile the rules it lives by
/// @param pushedOnly `require_pushed_authorization_requests` (RFC 9126 §6)
/// @param grace how long its spent refresh tokens get the same successor, when not as long as
///   everybody's
public record Traits(
        Optional<String> jwksUri,
        boolean dpopBound,
        boolean pushedOnly,
        Profile profile,
        Optional<Duration> grace) {

    /// Nothing special.
    public static final Traits ORDINARY =
            new Traits(Optional.empty(), false, Profile.OAUTH, Optional.empty());

    /// Traits of a client that may send its requests by way of the browser.
    public Traits(
            Optional<String> jwksUri,
            boolean dpopBound,
            Profile profile,
            Optional<Duration> grace) {
        this(jwksUri, dpopBound, false, profile, grace);
    }

    /// The same with other demands on its requests.
    public Traits demanding(boolean proof, boolean pushing) {
        return new Traits(jwksUri, proof, pushing, profile, grace);
    }

    /// The same, with keys that stand there.
    public Traits keysAt(Optional<String> uri) {
        return new Traits(uri, dpopBound, pushedOnly, profile, grace);
    }

    /// Whether it lives by the FAPI 2.0 security profile.
    public boolean isFapi() {
        return profile == Profile.FAPI2;
    }

    /// Whether its tokens are always bound to a key (FAPI 2.0 §5.3.2.1).
    public boolean demandsProof() {
        return dpopBound || isFapi();
    }

    /// Whether its authorization requests have to be pushed (FAPI 2.0 §5.3.2.2).
    public boolean demandsPushing() {
        return pushedOnly || isFapi();
    }

    /// The rules a client lives by.
    public enum Profile {
        /// OAuth 2.1 as everybody has it.
        OAUTH,
        /// The FAPI 2.0 security profile.
        FAPI2;

        /// The name in metadata and in the database.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The profile of that name.
        public static Optional<Profile> of(String wire) {
            return Arrays.stream(values())
                    .filter(profile -> profile.wire().equals(wire))
                    .findFirst();
        }
    }
}
