package dev.carnet.journeys.kills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import dev.carnet.testing.TestUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A call that nobody had to approve, and the process that runs it killed while its server works.
@Tag("long")
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class CallKilledTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VICTIM = "mcp-server-2";
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"item\":{\"type\":\"string\"}}}";

    private final Running running;
    private final Gateway gateway;
    private final AtomicInteger orders = new AtomicInteger();
    private final AtomicReference<List<Entry>> atArrival = new AtomicReference<>(List.of());
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final AtomicReference<Recorded> record = new AtomicReference<>();
    private final TestUpstream shop = TestUpstream.current().tool("order", SCHEMA, _ -> order());

    CallKilledTest(Running running) {
        this.running = running;
        this.gateway = new Gateway(running);
    }

    /// What the server does: it looks at the record first, and does not answer in time.
    private String order() {
        orders.incrementAndGet();
        try {
            atArrival.set(record.get().open());
            arrived.countDown();
            assertTrue(mayAnswer.await(WITHIN.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        return TestUpstream.text("ordered");
    }

    @BeforeEach
    void register() throws Exception {
        gateway.put("shop", shop.url());
        gateway.rules(
                """
                [{"id": "open", "effect": "allow", "which": {"upstreams": ["shop"]}}]\
                """);
    }

    @AfterEach
    void leave() throws Exception {
        mayAnswer.countDown();
        shop.close();
        gateway.rules("[]");
    }

    /// G28: one begin entry before the server saw a byte; the process dies, another one ends the
    /// call as unknown, and neither it nor the process that comes back runs it again.
    @Test
    @Timeout(300)
    void a_call_whose_process_was_killed_ends_as_unknown_and_is_never_run_again() throws Exception {
        String token = running.owner().authorize(running.mcp(), Gateway.EVERYTHING).access();
        Mcp here = new Mcp(running.replicas().get(0), token);
        Mcp there = new Mcp(running.replicas().get(1), token);
        record.set(Recorded.of(running, here, "shop"));

        var waiting = CompletableFuture.runAsync(() -> lost(there));
        assertTrue(arrived.await(60, TimeUnit.SECONDS), "the server was never called");
        assertEquals(1, atArrival.get().size(), "open begin entries when the server had the call");
        Entry begin = atArrival.get().getFirst();
        running.carnet().kill(VICTIM);
        waiting.join();

        assertEquals("unknown", ended(begin).field("out"));
        running.carnet().start(VICTIM);
        mayAnswer.countDown();
        assertEquals("ordered", text(there.call("shop_order", item())));
        assertEquals("ordered", text(here.call("shop_order", item())));
        assertEquals(3, orders.get());
        judge(begin);
    }

    /// A call that found the process not ready yet began, too, and ended without the server.
    private void judge(Entry killed) throws SQLException {
        List<Entry> begins = record.get().begins();
        var outcomes = new ArrayList<String>();
        for (Entry each : begins) {
            List<Entry> ends = record.get().endsOf(each);
            assertEquals(1, ends.size(), each.toString());
            outcomes.add(ends.getFirst().field("out"));
        }
        assertEquals("unknown", record.get().endsOf(killed).getFirst().field("out"));
        assertEquals(1, Collections.frequency(outcomes, "unknown"), outcomes.toString());
        assertEquals(2, Collections.frequency(outcomes, "ok"), outcomes.toString());
    }

    private Entry ended(Entry begin) throws Exception {
        long until = System.nanoTime() + WITHIN.toNanos();
        List<Entry> ends = record.get().endsOf(begin);
        while (ends.isEmpty() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
            ends = record.get().endsOf(begin);
        }
        assertEquals(1, ends.size());
        return ends.getFirst();
    }

    /// Whatever its client sees of a process that dies, it is no result.
    private static void lost(Mcp there) {
        try {
            assertNotEquals("ordered", text(there.call("shop_order", item())));
        } catch (IOException died) {
            // So it goes with a connection to a process that was killed.
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(end));
        }
    }

    private static String text(Mcp.Answer answer) {
        return answer.result().at("/content/0/text").asText();
    }

    private static ObjectNode item() {
        return JSON.createObjectNode().put("item", UUID.randomUUID().toString());
    }
}
