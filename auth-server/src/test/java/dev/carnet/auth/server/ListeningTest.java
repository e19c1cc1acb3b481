package dev.carnet.auth.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListeningTest {

    private final Listening listening = new Listening();

    private long enter(String person, int times, List<Runnable> leave) {
        return IntStream.range(0, times)
                .filter(_ -> {
                    var seat = listening.enter(person);
                    seat.ifPresent(leave::add);
                    return seat.isPresent();
                })
                .count();
    }

    /// A seat that is given back twice is one seat.
    @Test
    void one_person_has_eight_seats_at_most() {
        var leave = new ArrayList<Runnable>();
        assertEquals(8, enter("ann", 20, leave));
        leave.getFirst().run();
        leave.getFirst().run();
        assertEquals(1, enter("ann", 20, leave));
        assertEquals(8, enter("bob", 20, leave));
    }

    @Test
    void all_together_have_256_and_nobody_who_was_turned_away_takes_one() {
        var leave = new ArrayList<Runnable>();
        for (int i = 0; i < 31; i++) {
            assertEquals(8, enter("person " + i, 20, leave));
        }
        for (int i = 0; i < 8; i++) {
            assertEquals(1, enter("single " + i, 1, leave));
        }
        assertEquals(256, leave.size());
        assertEquals(0, enter("late", 20, leave));
        leave.getLast().run();
        assertEquals(1, enter("late", 20, leave));
        leave.forEach(Runnable::run);
        assertEquals(8, enter("late", 20, leave));
    }
}
