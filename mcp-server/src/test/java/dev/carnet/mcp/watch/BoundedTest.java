package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Setting;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What is remembered of a principal stays small, whatever it does.
class BoundedTest {

    private static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");
    private static final int LOOKS = 100;
    private static final long PAUSE_NANOS = 50_000_000;
    private static final int LONG = 500_000;

    private final Trace trace = new Trace();

    private static Effective enumeration(double threshold) {
        return new Effective(
                Detector.TOOL_ENUMERATION,
                new Setting(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(threshold),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void long_names_are_counted_and_not_kept() {
        List<WeakReference<String>> names = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            names.add(tried("x".repeat(LONG) + i));
        }
        for (int i = 0; i < LOOKS && kept(names); i++) {
            System.gc();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertFalse(kept(names), "names of callers are kept");
        assertTrue(trace.many(enumeration(10), "another", NOW, "eid"));
    }

    private WeakReference<String> tried(String name) {
        assertFalse(trace.many(enumeration(10), name, NOW, "eid"));
        return new WeakReference<>(name);
    }

    private static boolean kept(List<WeakReference<String>> names) {
        return names.stream().anyMatch(name -> name.get() != null);
    }

    @Test
    void members_of_arguments_are_remembered_briefly() {
        ObjectNode inner = JsonNodeFactory.instance.objectNode();
        inner.put("b".repeat(1_000), 1).put("b".repeat(999), 2);
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        arguments.set("a".repeat(1_000), inner);
        var members = Shapes.of(arguments).members();
        assertEquals(3, members.size());
        assertTrue(members.stream().allMatch(one -> one.length() <= 64), members::toString);
    }

    /// Whatever threshold may be set can be reached.
    @Test
    void the_highest_threshold_fires() {
        Effective detector = enumeration(250);
        for (int i = 1; i < 250; i++) {
            assertFalse(trace.many(detector, "name" + i, NOW, "eid"));
        }
        assertTrue(trace.many(detector, "the last", NOW, "eid"));
    }
}
