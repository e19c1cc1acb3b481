package dev.carnet.auth.connect;

import java.time.Duration;

/// The limits of this room.
final class ConnectLimits {

    /// How long a browser may be away at an authorization server.
    static final Duration AWAY = Duration.ofMinutes(10);

    /// Browsers of one address that are sent away, a minute and at once.
    static final int PER_MINUTE = 60;

    /// Keys that one person gives, a minute and at once: each is tried at a server, so this is how
    /// fast somebody can guess there.
    static final int KEYS_PER_MINUTE = 10;

    /// A `WWW-Authenticate` header.
    static final int CHALLENGE_CHARACTERS = 4_000;

    /// All scopes that are asked for.
    static final int SCOPE_CHARACTERS = 1_500;

    /// Scopes and issuers of a document that are looked at.
    static final int LISTED = 100;

    /// Authorization servers of one resource that are tried.
    static final int ISSUERS = 3;

    /// A key of a person.
    static final int KEY_CHARACTERS = 4_000;

    /// How long the page says that a key is being tried.
    static final Duration TRYING = Duration.ofMinutes(1);

    /// How long a registration may be under way at one replica before another may try.
    static final Duration REGISTERING = Duration.ofSeconds(15);

    /// How often somebody looks whether another replica has registered.
    static final Duration LOOK = Duration.ofMillis(200);

    /// How many times.
    static final int LOOKS = 30;

    private ConnectLimits() {}
}
