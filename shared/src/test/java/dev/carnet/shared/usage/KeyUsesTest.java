package dev.carnet.shared.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.shared.usage.KeyUses.KeyName;
import dev.carnet.shared.usage.KeyUses.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyUsesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final KeyName KEY = new KeyName("ws_1", "key_1");
    private static final KeyName OTHER = new KeyName("ws_1", "key_2");

    private final AtomicLong nanos = new AtomicLong();
    private final KeyUses uses = new KeyUses(nanos::get);

    @Test
    void the_first_use_is_due_at_once() {
        uses.seen(KEY, NOW);
        assertEquals(List.of(new Use(KEY, NOW)), uses.due());
        assertEquals(List.of(), uses.due());
    }

    @Test
    void a_key_is_written_at_most_once_a_minute_and_then_with_its_newest_use() {
        uses.seen(KEY, NOW);
        uses.due();
        uses.seen(KEY, NOW.plusSeconds(9));
        uses.seen(KEY, NOW.plusSeconds(5));
        pass(Duration.ofSeconds(59));
        assertEquals(List.of(), uses.due());
        pass(Duration.ofSeconds(1));
        assertEquals(List.of(new Use(KEY, NOW.plusSeconds(9))), uses.due());
    }

    @Test
    void one_key_does_not_hold_up_another() {
        uses.seen(KEY, NOW);
        uses.due();
        uses.seen(OTHER, NOW);
        assertEquals(List.of(new Use(OTHER, NOW)), uses.due());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
