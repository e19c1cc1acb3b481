package dev.carnet.auth.notice;

import java.time.Duration;

/// The limits of mail about what happened.
final class NoticeLimits {

    /// Letters to one address within an hour; what comes beyond is put together.
    static final int LETTERS = 12;

    /// Addresses that are written to in one turn, one after the other.
    static final int MAILBOXES = 5;

    /// How long nobody else takes what is being sent: longer than a whole turn takes where the mail
    /// server lets every letter wait.
    static final Duration TAKEN_FOR = Duration.ofMinutes(3);

    /// Things that one letter is about at most.
    static final int TAKEN = 500;

    /// Those of them that it describes.
    static final int SHOWN = 20;

    /// How often a letter is tried; the pauses double from five seconds, so it takes 85 minutes.
    static final int TRIES = 10;

    /// How long a mailed code that proves an address counts.
    static final Duration CODE_LIFE = Duration.ofHours(1);

    private NoticeLimits() {}
}
