package dev.carnet.local.doctor;

/// Why something cannot be tried here.
public final class NotTried extends Exception {

    private static final long serialVersionUID = 1;

    /// Something that cannot be tried, for that reason.
    public NotTried(String why) {
        super(why, null, false, false);
    }
}
