package dev.carnet.guard;

import java.net.URI;
import java.time.Duration;

/// What a guard has to know.
///
/// @param issuer of the tokens
/// @param audience the resource that tokens must be meant for
/// @param workspace whose tokens are let in; the credential must be one of it
/// @param credential a key, or a client's token, of that workspace, with which the feed is followed
/// @param stale how long after the last beat of the feed nobody is let in any more: 2 to 30 seconds
public record GuardSettings(
        URI issuer, String audience, String workspace, String credential, Duration stale) {

    /// The usual longest silence.
    public static final Duration USUAL = Duration.ofSeconds(5);

    /// The feed beats every second; who allows less silence would refuse at every hiccup.
    public static final Duration SHORTEST = Duration.ofSeconds(2);

    /// Whoever hears nothing for longer would let the revoked in for longer.
    public static final Duration LONGEST = Duration.ofSeconds(30);

    /// Settings that hold, or words about the one that does not.
    public GuardSettings {
        if (stale.compareTo(SHORTEST) < 0 || stale.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "carnet.guard.stale is between 2 and 30 seconds, and not " + stale);
        }
    }

    URI feed(long after) {
        return at("/api/v1/revocations/feed?workspace=" + workspace + "&after=" + after);
    }

    URI keys() {
        return at("/jwks");
    }

    private URI at(String path) {
        return URI.create(issuer.toString().replaceFirst("/$", "") + path);
    }
}
