package dev.carnet.shared.change;

/// A feed row that this release does not understand: serving on could mean to ignore a revocation.
public final class UnknownChange extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Says which row it was, for the log.
    public UnknownChange(String why) {
        super(why);
    }
}
