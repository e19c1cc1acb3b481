package dev.carnet.shared.desk;

import dev.carnet.shared.caller.Guesses;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.network.RateLimit;
import jakarta.inject.Singleton;
import java.time.Clock;

/// How many keys and tokens that never were ours one network may try at this replica (V17). What is
/// valid is found so before this is asked, so that nobody who has a credential is shut out by
/// whoever guesses beside them; and one that has ended, or is for another door, is no guess: its
/// holder has to hear 401, to sign in again.
@Singleton
public final class WrongCredentials {

    private final Guesses guesses;

    WrongCredentials(Clock clock) {
        this.guesses = new Guesses(Limits.WRONG_CREDENTIALS, Limits.WRONG_CREDENTIAL_WINDOW, clock);
    }

    /// Counts it, and says whether that is more than the network has.
    public boolean isOneTooMany(String address, Identification.Refused refused) {
        return switch (refused.kind()) {
            case ENDED_OR_ELSEWHERE -> false;
            case UNKNOWN_KEY, UNKNOWN_TOKEN -> !guesses.take(guess(address, refused.kind()));
        };
    }

    private static Guesses.Of guess(String address, Identification.Refused.Kind kind) {
        return new Guesses.Of(RateLimit.network(address), kind.name());
    }
}
