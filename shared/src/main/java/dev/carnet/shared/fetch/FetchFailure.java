package dev.carnet.shared.fetch;

/// Why a fetch came to nothing, on its way to an `Outcome`.
public final class FetchFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean forbidden;

    private FetchFailure(String reason, boolean forbidden) {
        super(reason, null, false, false);
        this.forbidden = forbidden;
    }

    /// Nothing may be sent there.
    static FetchFailure forbidden(String reason) {
        return new FetchFailure(reason, true);
    }

    /// What came is of no use, or nothing came.
    static FetchFailure unavailable(String reason) {
        return new FetchFailure(reason, false);
    }

    /// Whether it was refused before anything was sent.
    public boolean isForbidden() {
        return forbidden;
    }

    Outcome outcome() {
        String reason = String.valueOf(getMessage());
        return forbidden ? new Outcome.Forbidden(reason) : new Outcome.Unavailable(reason);
    }
}
