package dev.carnet.local.doctor;

/// Why something cannot be tried here.
final class NotTried extends Exception {

    private static final long serialVersionUID = 1;

    NotTried(String why) {
        super(why, null, false, false);
    }
}
