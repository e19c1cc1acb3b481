package dev.carnet.mcp.connection;

import java.time.Duration;

/// The limits of this room.
final class ConnectionLimits {

    /// A token that ends sooner than this is renewed before it is used.
    static final Duration MARGIN = Duration.ofSeconds(30);

    /// How long a renewal may take. A claim older than this was lost on the way: what it sent may
    /// have been spent.
    static final Duration CLAIM = Duration.ofSeconds(30);

    /// How often those who wait look whether another has renewed.
    static final Duration LOOK = Duration.ofMillis(150);

    /// How many times.
    static final int LOOKS = 100;

    /// A token that is refused so soon after it was renewed will not do at all.
    static final Duration JUST_RENEWED = Duration.ofSeconds(20);

    /// How often ended connections are looked for.
    static final Duration PACE = Duration.ofSeconds(2);

    /// Ended connections that are seen to in one turn.
    static final int BATCH = 10;

    /// How often a provider is asked to forget before we forget alone.
    static final int TRIES = 6;

    /// How long until it is asked again; twice as long each time.
    static final Duration PAUSE = Duration.ofSeconds(20);

    /// How long an assertion counts.
    static final Duration ASSERTION = Duration.ofSeconds(60);

    /// How long a passport of one call counts: it is made in the moment before it is sent.
    static final Duration CALL_PASSPORT = Duration.ofSeconds(60);

    /// Scopes that a person is asked for beside those they gave.
    static final int SCOPE_CHARACTERS = 1_500;

    /// How long a replica that was away may learn that somebody was disconnected.
    static final Duration DISCONNECTED_KEPT = Duration.ofMinutes(15);

    /// How often keys are looked for that were not tried yet.
    static final Duration TRIAL_PACE = Duration.ofSeconds(1);

    /// How long a trial may take, with what is written of it: more than a server has to answer. A
    /// claim older than this was lost, and the key is tried by somebody else.
    static final Duration TRIAL_CLAIM = Duration.ofSeconds(45);

    /// Keys that one replica tries at once.
    static final int TRIALS = 10;

    private ConnectionLimits() {}
}
