package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.watch.Drift.Shape;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The formula of drift, call by call.
class DriftTest {

    private static final double EXACT = 1e-9;
    private static final Shape SHAPE = new Shape(Set.of("/path"), 100);

    private final Drift drift = new Drift();

    /// (G3) one call to a service that was neither declared nor used is enough alone.
    @Test
    void a_service_that_was_not_declared_is_enough_alone() {
        assertEquals(0.08, call(Set.of("files"), "files", "read", SHAPE), EXACT);
        assertTrue(call(Set.of("files"), "mail", "send", SHAPE) >= Drift.SINGLE);
    }

    /// (G3) many small steps add up.
    @Test
    void new_tools_add_up_to_the_threshold() {
        int calls = 0;
        while (drift.score() < 2.0) {
            call(Set.of("files"), "files", "tool" + calls++, SHAPE);
        }
        assertEquals(25, calls);
    }

    @Test
    void what_was_done_before_is_nothing_new() {
        call(Set.of("files"), "files", "read", SHAPE);
        double before = drift.score();
        for (int i = 0; i < 100; i++) {
            assertEquals(0, call(Set.of("files"), "files", "read", SHAPE), EXACT);
        }
        assertEquals(before, drift.score(), EXACT);
    }

    @Test
    void other_members_and_more_volume_are_new() {
        call(Set.of("files"), "files", "read", SHAPE);
        assertEquals(
                0.1,
                call(Set.of("files"), "files", "read", new Shape(Set.of("/path", "/all"), 100)),
                EXACT);
        assertEquals(
                0.2,
                call(Set.of("files"), "files", "read", new Shape(Set.of("/path"), 1_600)),
                EXACT);
    }

    @Test
    void who_declared_nothing_has_five_calls_to_show_it() {
        for (int i = 0; i < 5; i++) {
            assertEquals(0, call(Set.of(), "service" + i, "tool", SHAPE), EXACT);
        }
        assertTrue(call(Set.of(), "another", "tool", SHAPE) >= Drift.SINGLE);
    }

    @Test
    void remembers_no_more_than_it_may() {
        for (int i = 0; i < 10_000; i++) {
            call(Set.of("files"), "service" + i, "tool" + i, SHAPE);
        }
        assertTrue(call(Set.of("files"), "service9999", "tool9999", SHAPE) >= Drift.SINGLE);
        assertEquals(0, call(Set.of("files"), "service1", "tool1", SHAPE), EXACT);
    }

    private double call(Set<String> declared, String service, String tool, Shape shape) {
        return drift.add(declared, service, tool, shape);
    }
}
