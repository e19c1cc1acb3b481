package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.McpClient.Call;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls of the current revision that need the client's input, and the state between their rounds.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class RoundsTest {

    private static final String CAN_ASK = "{'elicitation':{}}";

    private People people = People.fresh();
    private McpClient client = people.client();

    @BeforeEach
    void signIn() {
        people = People.fresh();
        client = people.client();
    }

    @Test
    void asks_and_goes_on_with_the_answer() {
        var asked = client.tool("asking", "{}").capabilities(CAN_ASK).send().result();
        assertEquals("input_required", asked.path("resultType").asText());
        assertEquals(
                "elicitation/create",
                asked.path("inputRequests").path("name").path("method").asText());
        assertTrue(asked.path("requestState").isMissingNode());
        var done = answered(client.tool("asking", "{}")).send().result();
        assertEquals("Hello, Ada", done.path("content").path(0).path("text").asText());
        var outcomes =
                people.log().events("tool.call.end").stream()
                        .map(event -> event.path("out").asText())
                        .toList();
        assertEquals(java.util.List.of("input_required", "ok"), outcomes);
    }

    @Test
    void never_asks_for_what_the_client_did_not_declare() {
        for (String can :
                java.util.List.of("{}", "{'sampling':{}}", "{'elicitation':{'url':{}}}")) {
            var answer = client.tool("asking", "{}").capabilities(can).send();
            assertEquals(400, answer.status(), can);
            assertEquals(-32021, answer.error());
            assertTrue(
                    answer.last()
                            .path("error")
                            .path("data")
                            .path("requiredCapabilities")
                            .path("elicitation")
                            .isObject());
        }
        assertEquals(
                0,
                client.tool("asking", "{}")
                        .capabilities("{'elicitation':{'form':{}}}")
                        .send()
                        .error());
    }

    @Test
    void remembers_between_rounds_what_only_it_can_read() {
        String state = state();
        assertEquals(
                "remembered carnet",
                text(answered(client.tool("remembering", "{}")).param("requestState", state)));
        assertNotEquals(state, state());
        assertEquals(-1, state.indexOf("carnet"));
    }

    @Test
    void refuses_a_state_that_was_changed_or_made_for_another_call() {
        String state = state();
        assertRefused(client.tool("remembering", "{}"), state + "A");
        assertRefused(client.tool("remembering", "{}"), changed(state));
        assertRefused(client.tool("remembering", "{}"), "");
        assertRefused(client.tool("remembering", "{'other':1}"), state);
        assertRefused(client.tool("asking", "{}"), state);
        assertRefused(people.member(Role.OWNER).tool("remembering", "{}"), state);
        assertRefused(people.key(true).tool("remembering", "{}"), state);
        assertEquals(
                0,
                people.log().events("tool.call.end").stream()
                        .filter(event -> event.path("out").asText().equals("ok"))
                        .count());
    }

    @Test
    void takes_the_same_arguments_in_another_order() {
        var first =
                client.tool("remembering", "{'a':1,'b':[true,{'c':null,'d':2}]}")
                        .capabilities(CAN_ASK)
                        .send();
        var again =
                answered(client.tool("remembering", "{'b':[true,{'d':2,'c':null}],'a':1}"))
                        .param("requestState", first.result().path("requestState"));
        assertEquals("remembered carnet", text(again));
    }

    @Test
    void refuses_answers_that_are_none() {
        for (String wrong :
                java.util.List.of(
                        "{'inputResponses':{'name':12}}",
                        "{'inputResponses':[]}",
                        "{'inputResponses':'x'}")) {
            var params = McpClient.object(wrong);
            var answer =
                    client.tool("asking", "{}")
                            .capabilities(CAN_ASK)
                            .param("inputResponses", params.path("inputResponses"))
                            .send();
            assertEquals(-32602, answer.error(), wrong);
        }
        var none =
                client.tool("asking", "{}")
                        .capabilities(CAN_ASK)
                        .param("inputResponses", McpClient.object("{'x':null}").path("x"))
                        .send();
        assertEquals("input_required", none.result().path("resultType").asText());
    }

    private String state() {
        JsonNode result = client.tool("remembering", "{}").capabilities(CAN_ASK).send().result();
        return result.path("requestState").asText();
    }

    private static Call answered(Call call) {
        return call.capabilities(CAN_ASK)
                .param(
                        "inputResponses",
                        McpClient.object(
                                "{'name':{'action':'accept','content':{'name':'Ada'}},'unknown':{}}"));
    }

    private static void assertRefused(Call call, String state) {
        var answer = answered(call).param("requestState", state).send();
        assertEquals(400, answer.status(), answer.toString());
        assertEquals(-32602, answer.error());
    }

    private static String text(Call call) {
        return call.send().result().path("content").path(0).path("text").asText();
    }

    private static String changed(String state) {
        char other = state.charAt(20) == 'x' ? 'y' : 'x';
        return state.substring(0, 20) + other + state.substring(21);
    }
}
