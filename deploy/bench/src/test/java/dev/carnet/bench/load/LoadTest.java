package dev.carnet.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @Test
    void counts_what_failed_beside_the_rate_and_not_in_it() {
        int[] acts = new int[1];
        var measured =
                new Load(VERTX, 1, Duration.ofMillis(100))
                        .once(
                                4,
                                Duration.ofMillis(100),
                                caller ->
                                        ++acts[0] % 4 == 0
                                                ? Future.failedFuture("refused")
                                                : Future.succeededFuture(acts[0] % 4 != 1));
        double seconds = (acts[0] - measured.errors()) / measured.rate();
        assertEquals(acts[0] / 2.0, (double) measured.errors(), 2);
        assertTrue(seconds >= 0.1 && seconds < 5, "it lasted " + seconds);
    }

    @Test
    void every_caller_acts() {
        boolean[] seen = new boolean[8];
        new Load(VERTX, 1, Duration.ofMillis(20))
                .once(
                        8,
                        Duration.ofMillis(20),
                        caller -> {
                            seen[caller] = true;
                            return Future.succeededFuture(true);
                        });
        for (boolean acted : seen) {
            assertTrue(acted);
        }
    }

    @Test
    void percentiles_are_nearest_ranks_in_milliseconds() {
        long[] nanos = new long[100];
        for (int index = 0; index < 100; index++) {
            nanos[index] = (100 - index) * 1_000_000L;
        }
        assertEquals(
                new Measurement(1, 50, 50, 99, 3, "x"),
                Measurement.of(1, nanos, 2_000_000_000L, 3, "x"));
    }

    @Test
    void the_median_round_stands_for_all_with_the_errors_of_all() {
        var rounds =
                List.of(
                        new Measurement(1, 30, 3, 3, 1, "late"),
                        new Measurement(1, 10, 1, 1, 0, ""),
                        new Measurement(1, 20, 2, 2, 4, "x"));
        assertEquals(new Measurement(1, 20, 2, 2, 5, "late"), Measurement.median(rounds));
    }
}
