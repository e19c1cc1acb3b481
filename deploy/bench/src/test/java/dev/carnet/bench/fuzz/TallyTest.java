package dev.carnet.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Door door = Door.page("/signin");
    private final Door other = Door.page("/account");
    private final Tally tally = new Tally();

    @Test
    void one_of_a_hundred_may_be_left_undecided() {
        for (int i = 0; i < 99; i++) {
            tally.answered(door, 400);
        }
        tally.answered(door, 503);
        assertTrue(tally.isMeaningful());
        tally.closed(door);
        assertFalse(tally.isMeaningful());
        assertEquals(101, tally.requests());
    }

    @Test
    void a_door_that_never_decides_is_named() {
        for (int i = 0; i < 1000; i++) {
            tally.answered(door, 200);
        }
        tally.answered(other, 503);
        assertEquals(List.of("GET /account"), tally.silent());
        assertFalse(tally.isMeaningful());
        tally.answered(other, 303);
        assertTrue(tally.isMeaningful());
    }
}
