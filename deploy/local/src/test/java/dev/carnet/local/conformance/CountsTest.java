package dev.carnet.local.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CountsTest {

    @Test
    void only_a_run_that_passed_something_and_left_nothing_out_is_clean() {
        assertTrue(new Counts(1, 0, 0).clean());
        assertFalse(new Counts(1, 1, 0).clean());
        assertFalse(new Counts(1, 0, 1).clean());
        assertFalse(Counts.NONE.clean());
    }

    @Test
    void says_what_was_skipped_only_when_something_was() {
        assertEquals(
                "3 passed, 1 failed", new Counts(1, 1, 0).plus(new Counts(2, 0, 0)).toString());
        assertEquals("3 passed, 0 failed, 2 skipped", new Counts(3, 0, 2).toString());
    }
}
