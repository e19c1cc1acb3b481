package dev.carnet.mcp.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PostureTest {

    /// L2: without flaws it is 100, and however many there are it is not below 0.
    @Test
    void a_score_is_from_0_to_100() {
        assertEquals(new Posture(100, List.of()), Posture.of(all(0)));
        assertEquals(0, Posture.of(all(1000)).score());
    }

    /// L2: each flaw takes its points, up to its most; the worst comes first.
    @Test
    void what_lowers_it_is_listed_with_its_points() {
        Posture posture =
                Posture.of(
                        Map.of(
                                Flaw.EVENTS_WARNING, 2L,
                                Flaw.EVENTS_CRITICAL, 9L,
                                Flaw.KEYS_OLD, 0L));
        assertEquals(100 - 30 - 4, posture.score());
        assertEquals(
                List.of("events_critical 9 30", "events_warning 2 4"),
                posture.lowered().stream()
                        .map(one -> one.what() + " " + one.count() + " " + one.points())
                        .toList());
    }

    private static Map<Flaw, Long> all(long count) {
        return Arrays.stream(Flaw.values()).collect(Collectors.toMap(one -> one, _ -> count));
    }
}
