package dev.carnet.auth.http;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.caller.Guesses;
import dev.carnet.shared.network.RateLimit;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The limit on wrong secrets of clients, one for all endpoints where they prove themselves (V17).
@Singleton
public final class GuessLimit {

    private final Guesses guesses;

    GuessLimit(Clock clock) {
        this.guesses = new Guesses(Limits.GUESSES, Limits.GUESS_WINDOW, clock);
    }

    /// A guess that was taken, to be given back unless it was wrong.
    public final class Guess {

        private final Guesses.Of of;

        private Guess(Guesses.Of of) {
            this.of = of;
        }

        /// It was right, or nobody could look.
        public void giveBack() {
            guesses.giveBack(of);
        }
    }

    /// Takes a guess, or refuses before anything is looked at.
    ///
    /// @param secret what the secret is of
    public Guess take(String address, String secret) {
        var of = new Guesses.Of(RateLimit.network(address), secret);
        if (!guesses.take(of)) {
            throw tooMany("guess_limit");
        }
        return new Guess(of);
    }

    /// What says so, wherever secrets or links are guessed.
    public static Refusal tooMany(String reason) {
        return Refusal.because(
                ErrorCode.TOO_MANY_REQUESTS,
                "Too many wrong attempts from this network; try again in a few minutes.",
                reason);
    }
}
