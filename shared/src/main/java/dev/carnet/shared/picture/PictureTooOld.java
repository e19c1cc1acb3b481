package dev.carnet.shared.picture;

/// What needs a fresh picture found an old one: the feed could not be followed for a second.
public final class PictureTooOld extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /// With what could not be done.
    public PictureTooOld(String what) {
        super("the picture is too old " + what);
    }
}
