package dev.carnet.journeys.tools;

import static dev.carnet.journeys.tools.Cast.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.Gateway;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import dev.carnet.testing.TestUpstream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A call at a gate whose arguments a person changes on auth-server's page, from the question to
/// the record, with both services as they are.
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class EditedCallTest {

    private static final String CHANGED = "Approve with the changed arguments";
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"amount\":{\"type\":\"integer\"}}}";

    private final Running running;
    private final Gateway gateway;
    private final List<Integer> paid = new CopyOnWriteArrayList<>();
    private final TestUpstream till =
            TestUpstream.current().tool("pay", SCHEMA, request -> pay(request.body()));

    EditedCallTest(Running running) {
        this.running = running;
        this.gateway = new Gateway(running);
    }

    private String pay(String message) {
        try {
            int amount = Cast.JSON.readTree(message).at("/params/arguments/amount").asInt();
            paid.add(amount);
            return TestUpstream.text("paid " + amount);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @BeforeEach
    void register() throws Exception {
        gateway.put("till", till.url());
        gateway.rules(
                """
                [{"id": "held", "effect": "confirm", "which": {"upstreams": ["till"]}},
                 {"id": "bounded", "effect": "deny", "which": {"upstreams": ["till"]},
                  "when": "args.amount > 9000"}]\
                """);
    }

    @AfterEach
    void leave() throws Exception {
        till.close();
        gateway.rules("[]");
    }

    /// H5, H6: what does not fit the tool or the rules is said on the page and approves nothing;
    /// what does is run once as it was changed, and the record has both versions.
    @Test
    void a_call_runs_once_with_the_arguments_a_person_changed_and_both_are_in_the_record()
            throws Exception {
        Person owner = running.owner();
        Mcp client =
                new Mcp(running.mcp(), owner.authorize(running.mcp(), Gateway.EVERYTHING).access());
        var asked = client.call("till_pay", object().put("amount", 5000));
        String gate = asked.result().at("/_meta/dev.carnet~1gate/gate").asText();
        String page = "/approvals/" + gate;

        for (String wrong : List.of("{\"amount\":\"much\"}", "{\"amount\":9001}", "[]")) {
            var refused =
                    assertThrows(
                            IOException.class,
                            () -> owner.press(page, CHANGED, Map.of("arguments", wrong)));
            assertTrue(refused.toString().contains(": 400 "), refused.toString());
        }
        assertEquals("waiting", state(gate));
        owner.press(page, CHANGED, Map.of("arguments", "{\"amount\":70}"));
        var result = client.call("gate_result", object().put("gate", gate));
        assertEquals("paid 70", result.result().at("/content/0/text").asText(), result.toString());
        client.call("gate_result", object().put("gate", gate));
        assertEquals(List.of(70), paid);
        assertEquals("done", state(gate));
        judge(client, gate);
    }

    private String state(String gate) throws Exception {
        return gateway.api().get("/gates/" + gate).expect(200).path("state").asText();
    }

    private void judge(Mcp client, String gate) throws Exception {
        List<JsonNode> entries =
                StreamSupport.stream(
                                client.call("audit_list", object().put("limit", 100))
                                        .told()
                                        .path("items")
                                        .spliterator(),
                                false)
                        .filter(entry -> entry.path("event").path("gate").asText().equals(gate))
                        .toList();
        assertEquals(amount(5000), hidden(entries, "gate.request"));
        assertEquals(amount(70), hidden(entries, "gate.edit"));
        assertEquals(amount(70), hidden(entries, "tool.call.begin"));
    }

    private JsonNode hidden(List<JsonNode> entries, String act) throws Exception {
        List<JsonNode> found =
                entries.stream()
                        .filter(entry -> entry.path("event").path("act").asText().equals(act))
                        .toList();
        assertEquals(1, found.size(), act + " in " + entries);
        RestApi api = gateway.api();
        String path = "/audit/entries/" + found.getFirst().path("seq").asLong() + "/disclosures";
        for (JsonNode one : api.get(path).expect(200).path("disclosures")) {
            if (one.path("name").asText().equals("args")) {
                return Cast.JSON.readTree(one.path("value").asText());
            }
        }
        throw new AssertionError("no arguments in " + found);
    }

    private static ObjectNode amount(int amount) {
        return object().put("amount", amount);
    }
}
