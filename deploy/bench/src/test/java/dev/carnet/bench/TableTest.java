package dev.carnet.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.bench.load.Measurement;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void says_what_was_added_and_how_many_times_as_long_it_is() {
        var out = new StringBuilder();
        var table = new Table(out);
        table.added(
                "added",
                new Measurement(4, 100, 5, 9, 0, ""),
                new Measurement(4, 400, 2, 4, 0, ""));
        assertTrue(out.toString().contains("× 2.5       3.00       5.00"), out.toString());
    }

    @Test
    void names_no_ratio_where_nothing_was_measured() {
        var table = new Table(new StringBuilder());
        var nothing = new Measurement(1, 0, 0, 0, 3, "refused");
        table.added("added", nothing, nothing);
        assertEquals("", table.rows().getFirst().result());
    }
}
