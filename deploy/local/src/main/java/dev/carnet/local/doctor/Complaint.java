package dev.carnet.local.doctor;

/// What a client would stumble over, in one sentence.
final class Complaint extends Exception {

    private static final long serialVersionUID = 1;

    Complaint(String why) {
        super(why, null, false, false);
    }

    /// Complains unless that holds.
    static void unless(boolean holds, String why) throws Complaint {
        if (!holds) {
            throw new Complaint(why);
        }
    }
}
