package dev.carnet.guard;

import java.net.URI;
import java.time.Duration;

/// What a guard has to know.
///
/// @param issuer of the tokens
/// @param audience the resource that tokens must be meant for
/// @param workspace whose tokens are let in; the credential must be one of it
/// @param credential a key, or a client's token, of that workspace, with which the feed is followed
/// @param stale how long after the last beat of the feed nobody is let in any more
public record GuardSettings(
        URI issuer, String audience, String workspace, String credential, Duration stale) {

    /// The usual longest silence.
    public static final Duration USUAL = Duration.ofSeconds(5);

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
