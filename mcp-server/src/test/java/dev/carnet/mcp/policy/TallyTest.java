package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.policy.Allowance.Dimension;
import dev.carnet.mcp.policy.Allowance.Span;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {

    private static final Counted ANNA = new Counted("ws", "limit", "[\"anna\"]", Ask.NOON);

    @Test
    void lets_exactly_as_many_through_as_the_limit_says_however_many_come_at_once() {
        var tally = new Tally();
        var through = new AtomicInteger();
        IntStream.range(0, 1_000)
                .parallel()
                .forEach(i -> {
                    if (tally.take(ANNA, 100)) {
                        through.incrementAndGet();
                    }
                });
        assertEquals(100, through.get());
        assertEquals(List.of(new Tally.Added(ANNA, 100)), tally.due());
    }

    @Test
    void knows_what_other_replicas_counted_after_the_next_write() {
        var tally = new Tally();
        assertTrue(tally.take(ANNA, 10));
        var due = tally.due().getFirst();
        assertTrue(tally.take(ANNA, 10));
        tally.written(due, 9);
        assertEquals(List.of(new Tally.Added(ANNA, 1)), tally.due());
        assertFalse(tally.take(ANNA, 10));
        tally.written(tally.due().getFirst(), 10);
        assertEquals(List.of(), tally.due());
        assertFalse(tally.take(ANNA, 10));
    }

    /// Replicas that meet twice a second let no more calls through than the quota and what arrives
    /// in one second, and none of those is lost or counted twice.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void two_replicas_let_at_most_one_seconds_worth_too_many_through(long seed) {
        var random = new Random(seed);
        int most = 50 + random.nextInt(200);
        var replicas = List.of(new Tally(), new Tally());
        var database = new AtomicLong();
        int through = 0;
        int before = 0;
        int second = 0;
        for (int half = 0; half < 400; half++) {
            int arrivals = random.nextInt(4) == 0 ? random.nextInt(20) : random.nextInt(3);
            for (int i = 0; i < arrivals; i++) {
                through += replicas.get(random.nextInt(2)).take(ANNA, most) ? 1 : 0;
            }
            second = Math.max(second, before + arrivals);
            before = arrivals;
            int first = random.nextInt(2);
            write(replicas.get(first), database);
            write(replicas.get(1 - first), database);
        }
        assertTrue(through >= most, "seed " + seed);
        assertTrue(through <= most + second, through + " of " + most + ", seed " + seed);
        assertEquals(through, database.get(), "seed " + seed);
        assertFalse(replicas.stream().anyMatch(one -> one.take(ANNA, most)), "seed " + seed);
    }

    private static void write(Tally replica, AtomicLong database) {
        replica.due().forEach(added -> replica.written(added, database.addAndGet(added.calls())));
    }

    @Test
    void what_could_not_be_written_still_counts() {
        var tally = new Tally();
        assertTrue(tally.take(ANNA, 1));
        tally.due();
        assertFalse(tally.take(ANNA, 1));
        assertEquals(List.of(new Tally.Added(ANNA, 1)), tally.due());
        tally.forget(Ask.NOON.plus(Duration.ofDays(3)));
        assertEquals(1, tally.due().size());
        tally.written(tally.due().getFirst(), 1);
        tally.forget(Ask.NOON.plus(Duration.ofDays(3)));
        assertTrue(tally.take(ANNA, 1));
    }

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
