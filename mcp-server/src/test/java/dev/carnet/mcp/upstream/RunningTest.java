package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What was given up in a session that all its calls speak in.
class RunningTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Bench.Listening client = new Bench.Listening("{\"elicitation\":{}}");
    private final SessionKey key =
            SessionKey.of(Bench.at("http://localhost"), Bench.PASS, client.capabilities());
    private final Running running = new Running(key, nanos::get);
    private final Exchange second = exchange(2);

    private Exchange exchange(long id) {
        var order = new Order("tools/call", Json.object(), Map.of(), client, Duration.ZERO);
        return new Exchange(id, order);
    }

    private void giveUp(Exchange first) {
        running.add(first);
        running.asks();
        running.stray(first);
        running.remove(first);
        running.add(second);
    }

    /// Its question would be put to the client of another call.
    @Test
    void what_went_on_with_answers_from_elsewhere_and_was_given_up_may_ask() {
        var first = exchange(1);
        first.speakWith(Conversation.SILENT);
        giveUp(first);
        assertEquals(Optional.empty(), running.only());
        running.remove(second);
        assertTrue(running.mixes(client));
    }

    /// A server that minds a cancellation does not answer what was cancelled.
    @Test
    void what_was_given_up_and_is_not_answered_lapses() {
        giveUp(exchange(1));
        nanos.addAndGet(UpstreamLimits.STRAY_TIME.toNanos());
        assertEquals(Optional.empty(), running.only());
        nanos.incrementAndGet();
        assertEquals(Optional.of(second), running.only());
        running.remove(second);
        assertFalse(running.mixes(client));
    }

    /// Until then a question is refused, and the calls stay where the server remembers things.
    @Test
    void what_never_asked_drives_nobody_out() {
        var first = exchange(1);
        running.add(first);
        running.stray(first);
        running.remove(first);
        assertFalse(running.mixes(client));
        running.add(second);
        assertEquals(Optional.empty(), running.only());
    }
}
