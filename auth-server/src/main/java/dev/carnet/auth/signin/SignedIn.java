package dev.carnet.auth.signin;

import dev.carnet.auth.factor.Enrolled;
import dev.carnet.auth.protocol.Limits;
import java.time.Instant;
import java.util.Optional;

/// A person in front of a browser that has a live session.
///
/// @param key names the session without being able to stand for it; forms are tied to it
/// @param session the public name of the session
/// @param authenticatedAt when the person last signed in, with every step
/// @param strength how they did
/// @param provider the identity provider by whose word they did, if it was one
public record SignedIn(
        String person,
        String email,
        String name,
        String key,
        String session,
        Instant authenticatedAt,
        Strength strength,
        Optional<String> provider) {

    /// Whether they proved the second factor, where they have one, or at least the password:
    /// another provider's word alone changes nothing about how somebody signs in.
    public boolean sufficesFor(Enrolled has) {
        return strength.compareTo(Strength.TWO_FACTORS) >= 0
                || (strength == Strength.PASSWORD && !has.any());
    }

    /// Whether the sign-in is recent enough for an act that a browser left open, or a stolen
    /// cookie, must not be able to do.
    public boolean isFresh(Instant now) {
        return now.isBefore(authenticatedAt.plus(Limits.FRESH_SIGN_IN));
    }
}
