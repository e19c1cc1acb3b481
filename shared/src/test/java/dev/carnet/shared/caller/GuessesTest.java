package dev.carnet.shared.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.caller.Guesses.Of;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuessesTest {

    private static final Of GUESS = new Of("192.0.2.1", "cli_a");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Guesses guesses =
            new Guesses(
                    3,
                    Duration.ofMinutes(5),
                    new Clock() {
                        @Override
                        public Instant instant() {
                            return now.get();
                        }

                        @Override
                        public ZoneOffset getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(java.time.ZoneId zone) {
                            return this;
                        }
                    });

    /// V17: of a thousand at the same moment as many are looked at as there may be.
    @Test
    void of_a_thousand_at_once_three_are_looked_at() {
        assertEquals(
                3, IntStream.range(0, 1_000).parallel().filter(_ -> guesses.take(GUESS)).count());
        assertFalse(guesses.take(GUESS));
    }

    @Test
    void who_is_right_may_be_so_as_often_as_they_like() {
        for (int i = 0; i < 100; i++) {
            assertTrue(guesses.take(GUESS));
            guesses.giveBack(GUESS);
        }
    }

    /// V17: what is given back twice is no credit for more wrong ones.
    @Test
    void nothing_is_saved_up() {
        guesses.giveBack(GUESS);
        guesses.take(GUESS);
        guesses.giveBack(GUESS);
        guesses.giveBack(GUESS);
        assertEquals(3, IntStream.range(0, 10).filter(_ -> guesses.take(GUESS)).count());
    }

    @Test
    void another_network_and_another_secret_are_not_shut_out() {
        IntStream.range(0, 10).forEach(_ -> guesses.take(GUESS));
        assertTrue(guesses.take(new Of("192.0.2.2", GUESS.secret())));
        assertTrue(guesses.take(new Of(GUESS.network(), "cli_b")));
    }

    @Test
    void a_window_begins_with_the_first_and_ends() {
        guesses.take(GUESS);
        now.updateAndGet(so -> so.plus(Duration.ofMinutes(4)));
        IntStream.range(0, 10).forEach(_ -> guesses.take(GUESS));
        guesses.giveBack(GUESS);
        guesses.take(GUESS);
        assertFalse(guesses.take(GUESS));
        now.updateAndGet(so -> so.plus(Duration.ofMinutes(1)));
        assertTrue(guesses.take(GUESS));
    }
}
