package dev.carnet.journeys.kills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.Person;
import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import dev.carnet.testing.TestUpstream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A call that somebody approved, and the process that runs it killed while its server works.
@Tag("long")
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class GateKilledTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VICTIM = "mcp-server-2";
    private static final Duration GIVEN_UP_WITHIN = Duration.ofMinutes(2);
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":\"integer\"}}}";

    private final Running running;
    private final Person owner;
    private final Gateway gateway;
    private final AtomicInteger paid = new AtomicInteger();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final TestUpstream bank = TestUpstream.current().tool("pay", SCHEMA, _ -> pay());

    GateKilledTest(Running running) {
        this.running = running;
        this.owner = running.owner();
        this.gateway = new Gateway(running);
    }

    private String pay() {
        paid.incrementAndGet();
        arrived.countDown();
        try {
            assertTrue(mayAnswer.await(GIVEN_UP_WITHIN.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
        return TestUpstream.text("paid");
    }

    @BeforeEach
    void register() throws Exception {
        gateway.put("bank", bank.url());
        gateway.rules(
                """
                [{"id": "held", "effect": "confirm", "which": {"upstreams": ["bank"]}}]\
                """);
    }

    @AfterEach
    void leave() throws Exception {
        mayAnswer.countDown();
        bank.close();
        gateway.rules("[]");
    }

    /// H5: executed once, and never again after a crash: what may have happened ends as unknown,
    /// and its entries are one begin and one end.
    @Test
    @Timeout(300)
    void a_call_whose_process_was_killed_is_never_run_again() throws Exception {
        // One grant at both replicas: a call at a gate belongs to who made it.
        String token = owner.authorize(running.mcp(), Gateway.EVERYTHING).access();
        Mcp here = new Mcp(running.replicas().get(0), token);
        Mcp there = new Mcp(running.replicas().get(1), token);
        String gate = gate(there.call("bank_pay", amount()));
        owner.press("/approvals/" + gate, "Approve");
        var waiting = CompletableFuture.runAsync(() -> lost(there));
        assertTrue(arrived.await(60, TimeUnit.SECONDS), "the server was never called");
        running.carnet().kill(VICTIM);
        waiting.join();
        mayAnswer.countDown();
        running.carnet().start(VICTIM);

        assertEquals("unknown", ended(gate));
        String told = here.call("gate_result", object().put("gate", gate)).refusal();
        assertTrue(told.contains("It is not run again"), told);
        assertTrue(
                there.call("gate_result", object().put("gate", gate))
                        .refusal()
                        .contains("It is not run again"));
        assertNotEquals(gate, gate(here.call("bank_pay", amount())), "that is another call");
        assertEquals(1, paid.get());
        judge(here, gate);
    }

    /// Whatever its client sees of a process that dies, it is no result.
    private void lost(Mcp there) {
        try {
            Mcp.Answer answer = there.call("bank_pay", amount());
            assertNotEquals("paid", answer.result().at("/content/0/text").asText());
        } catch (java.io.IOException died) {
            // So it goes with a connection to a process that was killed.
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private String ended(String gate) throws Exception {
        var api = gateway.api();
        long until = System.nanoTime() + GIVEN_UP_WITHIN.toNanos();
        String state = "running";
        while (state.equals("running") && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(500);
            state = api.get("/gates/" + gate).expect(200).path("state").asText();
        }
        return state;
    }

    private void judge(Mcp client, String gate) throws Exception {
        var record = Recorded.of(running, client, "bank");
        List<Entry> begins =
                record.begins().stream().filter(entry -> entry.field("gate").equals(gate)).toList();
        assertEquals(1, begins.size());
        List<Entry> ends = record.endsOf(begins.getFirst());
        assertEquals(1, ends.size());
        assertEquals("unknown", ends.getFirst().field("out"));
        assertEquals(
                1,
                record.stored().log(record.origin()).stream()
                        .filter(entry -> entry.is("gate.run") && entry.field("gate").equals(gate))
                        .count());
    }

    private static String gate(Mcp.Answer answer) {
        String gate = answer.result().at("/_meta/dev.carnet~1gate/gate").asText();
        assertTrue(gate.startsWith("gat_"), answer.toString());
        return gate;
    }

    private static ObjectNode amount() {
        return object().put("amount", 5);
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
