package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls of earlier revisions that wait for a person: their client is asked on the stream, if it
/// declared that it opens URLs.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class GateOnStreamTest {

    private static final String CALL = "{\"name\":\"confirmed\",\"arguments\":{\"n\":7}}";

    private final People people = People.fresh();
    private final GatePeople deciders = new GatePeople(people);
    private final Conversing session =
            Conversing.open(people.client(), "2025-11-25", "{\"elicitation\":{\"url\":{}}}");

    /// H5: sent to the page, held on the stream, and run once as soon as it is confirmed.
    @Test
    void sends_the_person_to_the_page_and_goes_on_when_it_is_decided() {
        try (Stream<String> stream = call()) {
            var messages = messages(stream);
            JsonNode question = messages.next();
            assertEquals("elicitation/create", question.path("method").asText());
            JsonNode params = question.path("params");
            String gate = params.path("elicitationId").asText();
            assertEquals("url", params.path("mode").asText());
            assertEquals(
                    people.world().issuer() + "/approvals/" + gate, params.path("url").asText());
            session.answer(question.path("id"), "{\"action\":\"accept\"}");
            assertEquals(0, paid());
            assertTrue(deciders.approve(gate, people.owner(), 1));
            JsonNode complete = messages.next();
            assertEquals("notifications/elicitation/complete", complete.path("method").asText());
            assertEquals(gate, complete.path("params").path("elicitationId").asText());
            assertEquals("paid {\"n\":7}", GateTest.text(messages.next().path("result")));
            assertEquals("done", deciders.state(gate));
        }
        assertEquals(1, paid());
    }

    /// The client's answer decides nothing: accepting does not approve, declining does not reject.
    @Test
    void what_the_client_answers_decides_nothing() {
        String gate;
        try (Stream<String> stream = call()) {
            var messages = messages(stream);
            JsonNode question = messages.next();
            gate = question.path("params").path("elicitationId").asText();
            session.answer(question.path("id"), "{\"action\":\"decline\"}");
            JsonNode told = messages.next().path("result");
            assertEquals(gate, GateTest.gate(told));
            assertFalse(told.path("isError").asBoolean());
        }
        assertEquals("waiting", deciders.state(gate));
        assertTrue(deciders.approve(gate, people.owner(), 1));
        assertEquals("paid {\"n\":7}", GateTest.text(session.call("tools/call", CALL).result()));
        assertEquals(1, paid());
    }

    @Test
    void is_never_asked_what_it_did_not_declare() {
        for (String can :
                List.of("{}", "{\"elicitation\":{}}", "{\"elicitation\":{\"form\":{}}}")) {
            var mute = Conversing.open(people.client(), "2025-11-25", can);
            var answer = mute.call("tools/call", CALL);
            assertEquals(1, answer.messages().size(), can);
            assertTrue(GateTest.text(answer.result()).contains("waits for a confirmation"));
        }
        var old = Conversing.open(people.client(), "2025-03-26", "{}");
        assertFalse(GateTest.gate(old.call("tools/call", CALL).result()).isEmpty());
        assertEquals(0, paid());
    }

    @Test
    void a_rejection_ends_the_wait() {
        try (Stream<String> stream = call()) {
            var messages = messages(stream);
            JsonNode question = messages.next();
            String gate = question.path("params").path("elicitationId").asText();
            people.world()
                    .write(
                            "UPDATE gateway.gate SET state = 'rejected', why = 'rejected',"
                                    + " decided_at = now(), ended_at = now() WHERE gate_id = ?",
                            gate);
            assertEquals(
                    "notifications/elicitation/complete", messages.next().path("method").asText());
            JsonNode told = messages.next().path("result");
            assertTrue(told.path("isError").asBoolean());
            assertTrue(GateTest.text(told).contains("rejected"));
        }
        assertEquals(0, paid());
    }

    @Test
    void a_client_that_cancels_leaves_the_gate_waiting() {
        String gate;
        try (Stream<String> stream = call()) {
            var messages = messages(stream);
            gate = messages.next().path("params").path("elicitationId").asText();
            session.tell("notifications/cancelled", "{\"requestId\":1}");
            people.log().await("call.held", event -> event.path("gate").asText().equals(gate));
        }
        assertEquals("waiting", deciders.state(gate));
        assertEquals(0, paid());
    }

    private Stream<String> call() {
        return session.client().stream("POST", Conversing.request(1, "tools/call", CALL));
    }

    private static Iterator<JsonNode> messages(Stream<String> lines) {
        return lines.flatMap(McpClient::data).iterator();
    }

    private int paid() {
        AuditTrail.pause();
        return TestTable.PAID.getOrDefault(people.workspace(), new AtomicInteger()).get();
    }
}
