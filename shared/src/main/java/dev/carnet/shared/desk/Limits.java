package dev.carnet.shared.desk;

import java.time.Duration;

/// The limits of the front desk, the same at both services.
public final class Limits {

    /// A body; a key set of a client is the longest thing anybody sends.
    public static final long BODY_BYTES = 64 * 1024;

    /// Keys, and tokens, that never were ours, of one network at one replica in a window.
    static final int WRONG_CREDENTIALS = 300;

    /// The window of wrong credentials, which begins with the first.
    static final Duration WRONG_CREDENTIAL_WINDOW = Duration.ofMinutes(1);

    /// What whoever tried too many is told to wait, in seconds.
    public static final int GUESSERS_WAIT_SECONDS = 60;

    /// One request may take so long; what is not done by then is answered with 503.
    static final int REQUEST_SECONDS = 10;

    /// What a caller is told to wait before trying again, in seconds.
    static final int RETRY_AFTER_SECONDS = 1;

    private Limits() {}
}
