package dev.carnet.shared.startup;

/// A service does not start, and this one line says why and what to do.
public final class RefusedToStart extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// With that line.
    public RefusedToStart(String line) {
        super(line, null, false, false);
    }

    /// The refusal behind a failure; a failure that is none is thrown again, it is a bug or an
    /// outage.
    public static RefusedToStart in(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedToStart refused) {
                return refused;
            }
        }
        throw failure;
    }
}
