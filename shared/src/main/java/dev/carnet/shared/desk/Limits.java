package dev.carnet.shared.desk;

/// The limits of the front desk, the same at both services.
public final class Limits {

    /// A body; a key set of a client is the longest thing anybody sends.
    public static final long BODY_BYTES = 64 * 1024;

    /// What a caller is told to wait before trying again, in seconds.
    static final int RETRY_AFTER_SECONDS = 1;

    private Limits() {}
}
