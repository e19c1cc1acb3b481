package dev.carnet.verifier;

import dev.carnet.verifier.Verdict.Reason;
import java.io.Serial;

/// The way out of the middle of a check. Never leaves this room.
final class Rejected extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final Reason reason;

    Rejected(Reason reason, String why) {
        super(why, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    <T> Verdict<T> verdict() {
        return new Verdict.Refused<>(reason, String.valueOf(getMessage()));
    }

    static void unless(boolean holds, Reason reason, String why) throws Rejected {
        if (!holds) {
            throw new Rejected(reason, why);
        }
    }
}
