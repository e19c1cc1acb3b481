package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TraceTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Effective BURST = new Effective(Detector.CREDENTIAL_BURST, Setting.NONE);
    private static final Effective NETWORKS =
            new Effective(Detector.IMPOSSIBLE_PARALLELISM, Setting.NONE);

    private final Trace trace = new Trace();

    @Test
    void fifteen_within_thirty_seconds_and_then_quiet_for_as_long() {
        for (int i = 0; i < 14; i++) {
            assertFalse(often(BURST, NOW.plusSeconds(i)));
        }
        assertTrue(often(BURST, NOW.plusSeconds(14)));
        assertFalse(often(BURST, NOW.plusSeconds(15)));
        for (int i = 16; i < 44; i++) {
            assertFalse(often(BURST, NOW.plusSeconds(i)), "second " + i);
        }
        assertTrue(often(BURST, NOW.plusSeconds(44)));
    }

    @Test
    void what_is_slow_is_no_burst() {
        for (int i = 0; i < 1_000; i++) {
            assertFalse(often(BURST, NOW.plus(Duration.ofSeconds(3L * i))));
        }
    }

    @Test
    void the_same_network_again_is_none_more() {
        for (int i = 0; i < 10; i++) {
            assertFalse(trace.many(NETWORKS, "4.10.0." + i % 2, NOW.plusSeconds(i), "eid"));
        }
        assertTrue(trace.many(NETWORKS, "4.10.0.9", NOW.plusSeconds(10), "eid"));
    }

    @Test
    void counts_no_more_than_it_may_remember() {
        var counter = new Counter();
        int most = 0;
        for (int i = 0; i < 10_000; i++) {
            most = counter.count(NOW, Duration.ofMinutes(1), 1, List.of("eid"));
        }
        assertEquals(WatchLimits.TIMES, most);
        var recent = new Recent();
        for (int i = 0; i < 10_000; i++) {
            most = recent.count("name" + i, NOW, Duration.ofMinutes(1), "eid");
        }
        assertEquals(WatchLimits.NAMES, most);
    }

    /// The highest threshold that may be set is one that what is remembered can reach.
    @ParameterizedTest
    @EnumSource(names = {"TOOL_ENUMERATION", "IMPOSSIBLE_PARALLELISM"})
    void the_highest_threshold_of_different_names_is_reached(Detector which) {
        var highest = at(which);
        for (int i = 1; i < which.highest(); i++) {
            assertFalse(trace.many(highest, "name" + i, NOW, "eid"), "name " + i);
        }
        assertTrue(trace.many(highest, "the last", NOW, "eid"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CREDENTIAL_BURST", "DENIED_STREAK", "FAILURE_STREAK", "DPOP_MISMATCH"})
    void the_highest_threshold_of_times_is_reached(Detector which) {
        var highest = at(which);
        for (int i = 1; i < which.highest(); i++) {
            assertFalse(often(highest, NOW), "time " + i);
        }
        assertTrue(often(highest, NOW));
    }

    private boolean often(Effective detector, Instant now) {
        return trace.reached(detector, now, 1, List.of("eid")) && trace.loud(detector, now);
    }

    private static Effective at(Detector which) {
        return new Effective(
                which,
                new Setting(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(which.highest()),
                        Optional.empty(),
                        Optional.empty()));
    }
}
