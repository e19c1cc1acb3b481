package dev.carnet.auth.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.revocation.Cascade.Line;
import dev.carnet.shared.audit.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CascadeTest {

    private static Line line(String line, String parent) {
        return new Line(line, Optional.of(parent).filter(name -> !name.isEmpty()), "agt");
    }

    private static List<String> names(Cascade cascade) {
        return cascade.lines().stream().map(Line::line).toList();
    }

    /// E2: breadth first, whatever order they were found in.
    @Test
    void children_come_before_grandchildren() {
        var cascade =
                Cascade.of(
                        List.of(
                                line("grandchild", "left"),
                                line("right", "root"),
                                line("root", "elsewhere"),
                                line("left", "root")));
        assertEquals(List.of("root", "right", "left", "grandchild"), names(cascade));
        assertEquals(List.of("root"), cascade.roots());
    }

    /// E2: rows that point at each other are no reason to go round for ever.
    @Test
    void a_circle_is_walked_once() {
        var cascade = Cascade.of(List.of(line("root", ""), line("a", "b"), line("b", "a")));
        assertEquals(List.of("root"), names(cascade));
        assertEquals(
                List.of("root", "self"),
                names(Cascade.of(List.of(line("root", ""), line("self", "root")))));
    }

    /// E2: each child has an entry that names its parent and the revocation.
    @Test
    void each_child_has_an_entry_that_names_its_cause() {
        Event cause = Event.of("ws", "revocation", Instant.EPOCH);
        var order = new RevocationOrder("ws", RevocationType.PASSPORT, "root", "", cause);
        var cascade = Cascade.of(List.of(line("root", ""), line("child", "root")));
        List<Event> events = cascade.below(order).events(order, cause);
        assertEquals(1, events.size());
        assertEquals("child", events.getFirst().fields().get("id"));
        assertEquals("root", events.getFirst().fields().get("parent"));
        assertEquals(cause.eid(), events.getFirst().fields().get("cause"));
    }
}
