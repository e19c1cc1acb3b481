package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.policy.Allowance.Dimension;
import dev.carnet.mcp.policy.Allowance.Span;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private static final Counted ANNA = new Counted("ws", "limit", "[\"anna\"]", Ask.NOON);

    @Test
    void a_bucket_is_filled_again_evenly_and_says_when() {
        var nanos = new AtomicLong();
        var buckets = new Buckets(meter(nanos));
        var limit = limit(Span.MINUTE, Set.of());
        for (int i = 0; i < 60; i++) {
            assertEquals(Optional.empty(), buckets.take(ANNA, limit));
        }
        assertEquals(Optional.of(Duration.ofSeconds(1)), buckets.take(ANNA, limit));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertEquals(Optional.empty(), buckets.take(ANNA, limit));
        assertEquals(Optional.empty(), buckets.take(ANNA, limit));
        assertTrue(buckets.take(ANNA, limit).isPresent());
    }

    /// G5: whose count a call is counts by members, never by a text that is put together.
    @Test
    void counts_of_names_that_read_alike_together_are_different_ones() {
        var limit = limit(Span.DAY, Set.of(Dimension.UPSTREAM, Dimension.TOOL));
        assertNotEquals(counted(limit, "a\",\"b", "c"), counted(limit, "a", "b\",\"c"));
        assertNotEquals(counted(limit, "ab", "c"), counted(limit, "a", "bc"));
        assertEquals(
                Instant.parse("2026-11-20T00:00:00Z"),
                counted(limit, "a", "b").orElseThrow().began());
        var byAgent = limit(Span.HOUR, Set.of(Dimension.AGENT));
        assertEquals(Optional.empty(), counted(byAgent, "a", "b"));
        assertEquals(
                Optional.of(new Counted("ws", "limit", "[\"agt_bot\"]", Ask.NOON)),
                Counted.of("ws", byAgent, Ask.call(Ask.AGENT, Ask.LOOKUP, "{}")));
    }

    private static Optional<Counted> counted(Allowance limit, String upstream, String tool) {
        var target =
                new Target(Optional.of(upstream), tool, dev.carnet.mcp.tool.ToolClass.READ, "tool");
        return Counted.of("ws", limit, Ask.call(Ask.OPERATOR, target, "{}"));
    }

    private static Allowance limit(Span per, Set<Dimension> each) {
        return new Allowance("limit", Who.ANYBODY, Which.ANYTHING, each, 60, per);
    }

    private static TimeMeter meter(AtomicLong nanos) {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }
}
