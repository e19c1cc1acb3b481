package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.McpClient.Call;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A task whose call asks its client something while it runs.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class TaskQuestionsTest {

    private static final String TASKS = "'extensions':{'io.modelcontextprotocol/tasks':{}}";
    private static final String ASKABLE = "{'elicitation':{}," + TASKS + "}";
    private static final String ADA = "{'name':{'action':'accept','content':{'name':'Ada'}}}";

    private final People people = People.fresh();
    private final McpClient client = people.client();
    private final GatePeople deciders = new GatePeople(people);

    private static Call tasks(McpClient client, String method, String id) {
        return client.call(method, "{'taskId':'" + id + "'}")
                .header("Mcp-Name", id)
                .capabilities(ASKABLE);
    }

    private Call answer(String id, String answers) {
        return tasks(client, "tasks/update", id).param("inputResponses", McpClient.object(answers));
    }

    /// The task once it is anything but working.
    private JsonNode poll(String id) {
        for (int i = 0; i < 100; i++) {
            JsonNode task = tasks(client, "tasks/get", id).send().result();
            if (!task.path("status").asText().equals("working")) {
                return task;
            }
            AuditTrail.pause();
        }
        throw new AssertionError("task " + id + " never got on");
    }

    /// A task that was approved and asks for a name by now.
    private String asking() {
        JsonNode task = client.tool("approved_asking", "{}").capabilities(ASKABLE).send().result();
        assertEquals("task", task.path("resultType").asText());
        assertFalse(task.has("inputRequests"), task.toString());
        String id = task.path("taskId").asText();
        deciders.approve(id);
        JsonNode asked = poll(id);
        assertEquals("input_required", asked.path("status").asText(), asked.toString());
        assertEquals(
                "elicitation/create",
                asked.path("inputRequests").path("name").path("method").asText());
        assertFalse(asked.has("requestState"), asked.toString());
        assertFalse(asked.has("result"), asked.toString());
        return id;
    }

    private int paid() {
        return TestTable.PAID.getOrDefault(people.workspace(), new AtomicInteger()).get();
    }

    @Test
    void a_running_task_asks_its_client_and_goes_on_with_the_answer() {
        String id = asking();
        JsonNode taken = answer(id, ADA).send().result();
        assertEquals("complete", taken.path("resultType").asText());
        assertFalse(taken.has("status"), taken.toString());
        JsonNode done = poll(id);
        assertEquals("completed", done.path("status").asText(), done.toString());
        assertEquals(
                "Hello, Ada", done.path("result").path("content").path(0).path("text").asText());
        assertEquals(1, paid());
        assertEquals(0, answer(id, ADA).send().error(), "an answer too many is no error");
        assertEquals("completed", poll(id).path("status").asText());
        assertEquals(1, paid());
    }

    @Test
    void answers_to_nothing_leave_the_question_open() {
        String id = asking();
        assertEquals(0, answer(id, "{'other':{'action':'accept'}}").send().error());
        JsonNode task = poll(id);
        assertEquals("input_required", task.path("status").asText());
        assertTrue(task.path("inputRequests").has("name"));
        assertEquals(-32602, answer(id, "{'name':7}").send().error());
        assertEquals("input_required", poll(id).path("status").asText());
    }

    @Test
    void nobody_else_answers_a_task() {
        String id = asking();
        for (McpClient other :
                new McpClient[] {people.member(Role.OWNER), People.fresh().client()}) {
            assertEquals(
                    -32602,
                    tasks(other, "tasks/update", id)
                            .param("inputResponses", McpClient.object(ADA))
                            .send()
                            .error());
        }
        assertEquals(-32021, answer(id, ADA).capabilities("{'elicitation':{}}").send().error());
        assertEquals("input_required", poll(id).path("status").asText());
    }

    @Test
    void a_task_that_asks_can_be_cancelled() {
        String id = asking();
        assertEquals(0, tasks(client, "tasks/cancel", id).send().error());
        assertEquals("cancelled", poll(id).path("status").asText());
        assertEquals(0, answer(id, ADA).send().error());
        assertEquals("cancelled", poll(id).path("status").asText());
        assertEquals("withdrawn", deciders.state(id));
    }

    /// A mode that its client did not declare is asked of nobody.
    @Test
    void a_client_that_cannot_be_asked_is_not() {
        String only = "{" + TASKS + "}";
        String id =
                client.tool("approved_asking", "{}")
                        .capabilities(only)
                        .send()
                        .result()
                        .path("taskId")
                        .asText();
        deciders.approve(id);
        JsonNode task = tasks(client, "tasks/get", id).capabilities(only).send().result();
        assertFalse(task.has("inputRequests"), task.toString());
        assertEquals("completed", poll(id).path("status").asText());
        assertEquals("failed", deciders.state(id));
    }
}
