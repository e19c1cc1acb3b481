package dev.carnet.mcp.wire;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls of the current revision that wait for a person, in each way a client can be told.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class GateTest {

    private static final String URLS = "{'elicitation':{'url':{}}}";
    private static final String TASKS = "{'extensions':{'io.modelcontextprotocol/tasks':{}}}";

    private People people = People.fresh();
    private McpClient client = people.client();
    private GatePeople deciders = new GatePeople(people);

    @BeforeEach
    void signIn() {
        people = People.fresh();
        client = people.client();
        deciders = new GatePeople(people);
    }

    /// H5: a call that needs a person answers with the id of what waits, runs once when it was
    /// approved, and never before or again.
    @Test
    void a_client_that_declared_nothing_is_told_and_asks_again() {
        var told = client.tool("approved", "{'n':7}").send().result();
        String gate = gate(told);
        assertTrue(text(told).contains("waits for approval"), text(told));
        assertTrue(text(told).contains("/approvals/" + gate));
        assertFalse(told.path("isError").asBoolean());
        assertEquals(gate, gate(client.tool("approved", "{'n':7}").send().result()));
        assertTrue(text(ask(gate)).contains("waits for approval"));
        assertEquals(0, paid());
        deciders.approve(gate);
        assertEquals("paid {\"n\":7}", text(ask(gate)));
        assertEquals("paid {\"n\":7}", text(ask(gate)));
        assertEquals(1, paid());
        assertEquals("done", deciders.state(gate));
    }

    /// H5: the same call again is enough, too; a third one is a new call and waits anew.
    @Test
    void the_same_call_again_runs_what_was_approved_once() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        deciders.approve(gate);
        assertEquals("paid {\"n\":7}", text(client.tool("approved", "{'n':7}").send().result()));
        String next = gate(client.tool("approved", "{'n':7}").send().result());
        assertNotEquals(gate, next);
        assertEquals(1, paid());
        var begin =
                people.log().events("tool.call.begin").stream()
                        .filter(event -> event.path("tool").asText().equals("approved"))
                        .toList();
        assertEquals(1, begin.size());
        assertEquals(gate, begin.getFirst().path("gate").asText());
    }

    /// H5: who rejects ends it, and the client is told so instead of being asked to wait.
    @Test
    void what_was_rejected_does_not_run_and_says_so() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        deciders.reject(gate, "Ask me on Monday");
        var told = client.tool("approved", "{'n':7}").send().result();
        assertTrue(told.path("isError").asBoolean());
        assertTrue(text(told).contains("rejected"), text(told));
        assertTrue(text(ask(gate)).contains("Ask me on Monday"));
        assertEquals(0, paid());
    }

    /// H5: what nobody decides in time is rejected.
    @Test
    void what_nobody_decides_expires_and_never_runs() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        deciders.age(gate, "25 hours");
        people.log().await("gate.expire", event -> event.path("gate").asText().equals(gate));
        assertEquals("expired", deciders.state(gate));
        assertTrue(text(ask(gate)).contains("not decided in time"));
        assertFalse(deciders.tryToApprove(gate));
        assertEquals(0, paid());
    }

    /// H6: once it waited too long, others may decide, too.
    @Test
    void what_waits_too_long_is_shown_to_others() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        String admin = people.world().member(people.workspace(), Role.ADMIN);
        assertFalse(deciders.approve(gate, admin, 1));
        deciders.age(gate, "2 hours");
        people.log().await("gate.escalate", event -> event.path("gate").asText().equals(gate));
        assertTrue(deciders.approve(gate, admin, 1));
        assertEquals("paid {\"n\":7}", text(ask(gate)));
    }

    /// H6: the arguments somebody made of it are the ones that are sent, and both are kept.
    @Test
    void edited_arguments_are_the_ones_that_are_sent() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        deciders.edit(gate, "{\"n\":5}");
        assertEquals("paid {\"n\":5}", text(client.tool("approved", "{'n':7}").send().result()));
        assertEquals("{\"n\":7}", deciders.arguments(gate));
        assertEquals("{\"n\":5}", deciders.edited(gate));
    }

    @Test
    void edited_arguments_that_do_not_fit_or_are_not_allowed_are_not_sent() {
        String unfit = gate(client.tool("approved", "{'n':7}").send().result());
        deciders.edit(unfit, "{\"n\":\"much\"}");
        assertTrue(text(ask(unfit)).contains("do not fit the tool"));
        String refused = gate(client.tool("approved", "{'n':8}").send().result());
        deciders.edit(refused, "{\"n\":2000}");
        assertTrue(text(ask(refused)).contains("do not allow"));
        assertEquals("failed", deciders.state(unfit));
        assertEquals("failed", deciders.state(refused));
        assertEquals(0, paid());
    }

    /// H6: before anybody approves other arguments, the tool's schema and the rules have judged
    /// them, as its caller would be judged.
    @Test
    void edited_arguments_are_checked_before_they_are_approved() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        assertEquals("fits", deciders.check(gate, "{\"n\":5}"));
        String problem = deciders.check(gate, "{\"n\":\"much\"}");
        assertTrue(problem.startsWith("/n: "), problem);
        assertEquals("unfit", deciders.check(gate, "no object"));
        assertEquals("refused", deciders.check(gate, "{\"n\":2000}"));
        assertEquals("waiting", deciders.state(gate));
        TestJudge.VERSIONS.put(people.workspace(), 2L);
        assertEquals("refused", deciders.check(gate, "{\"n\":5}"));
        deciders.reject(gate, "");
        assertEquals("gone", deciders.check(gate, "{\"n\":5}"));
    }

    @Test
    void nothing_fits_for_a_caller_who_is_gone() {
        var claims = people.claims().grant("grt_00000000000000000002");
        String gate = gate(people.client(claims).tool("approved", "{'n':7}").send().result());
        assertEquals("fits", deciders.check(gate, "{\"n\":5}"));
        people.revoke("grant", "grt_00000000000000000002");
        people.world().settle();
        assertEquals("gone", deciders.check(gate, "{\"n\":5}"));
    }

    /// H5: prompts and resources wait for people like calls of tools: told in the form of an error,
    /// had once after the approval, and never before.
    @Test
    void prompts_and_resources_wait_for_people_too() {
        TestJudge.HELD.add(people.workspace());
        for (Call use : List.of(greeting("{}"), one())) {
            var told = use.send();
            assertEquals(-31005, told.error(), told.toString());
            var error = told.last().path("error");
            assertTrue(error.path("message").asText().contains("waits for approval"));
            String gate = error.path("data").path("gate").asText();
            assertEquals("waiting", deciders.state(gate));
            assertTrue(text(ask(gate)).contains("waits for approval"));
            deciders.approve(gate);
            assertTrue(text(ask(gate)).contains("Ask for it again"));
            assertEquals("approved", deciders.state(gate));
            assertEquals(0, use.send().error());
            assertEquals("done", deciders.state(gate));
            assertEquals(-31005, use.send().error());
        }
    }

    /// H5, H6: who rejects is heard; other arguments of a prompt are texts, and those that were
    /// approved are sent.
    @Test
    void a_prompt_that_was_rejected_or_edited_says_so() {
        TestJudge.HELD.add(people.workspace());
        String gate = heldBy(greeting("{'to':'Ada'}"));
        assertEquals("/to: must be text", deciders.check(gate, "{\"to\":1}"));
        assertEquals("fits", deciders.check(gate, "{\"to\":\"Bob\"}"));
        String read = heldBy(one());
        assertTrue(deciders.check(read, "{\"a\":1}").contains("without arguments"));
        deciders.reject(gate, "Not him");
        var told = greeting("{'to':'Ada'}").send();
        assertEquals(-31005, told.error());
        assertTrue(told.last().path("error").path("message").asText().contains("Not him"));
    }

    @Test
    void a_client_that_opens_urls_is_sent_to_the_page_for_a_prompt_too() {
        TestJudge.HELD.add(people.workspace());
        var asked = greeting("{}").capabilities(URLS).send().result();
        assertEquals("input_required", asked.path("resultType").asText());
        var task = greeting("{'a':'b'}").capabilities(TASKS).send();
        assertEquals(-31005, task.error(), "only calls of tools are tasks");
    }

    private String heldBy(Call use) {
        return use.send().last().path("error").path("data").path("gate").asText();
    }

    private Call greeting(String arguments) {
        return client.call("prompts/get", "{'name':'hello','arguments':" + arguments + "}")
                .header("Mcp-Name", "hello");
    }

    private Call one() {
        return client.call("resources/read", "{'uri':'test://one'}")
                .header("Mcp-Name", "test://one");
    }

    @Test
    void a_client_that_opens_urls_is_sent_to_the_page_until_it_is_decided() {
        var asked = client.tool("confirmed", "{'n':7}").capabilities(URLS).send().result();
        assertEquals("input_required", asked.path("resultType").asText());
        var params = asked.path("inputRequests").path("gate").path("params");
        assertEquals("url", params.path("mode").asText());
        assertFalse(params.has("elicitationId"));
        String gate = params.path("url").asText().replaceAll(".*/approvals/", "");
        assertEquals(people.world().issuer() + "/approvals/" + gate, params.path("url").asText());
        JsonNode state = asked.path("requestState");
        var again = retry("confirmed", state);
        assertEquals("input_required", again.path("resultType").asText());
        assertEquals(0, paid());
        assertTrue(deciders.approve(gate, people.owner(), 1));
        assertEquals("paid {\"n\":7}", text(retry("confirmed", again.path("requestState"))));
        assertEquals("paid {\"n\":7}", text(retry("confirmed", state)));
        assertEquals(1, paid());
    }

    /// An accepted elicitation is the client's word, and the client may be an agent.
    @Test
    void an_answer_to_the_elicitation_decides_nothing() {
        var asked = client.tool("confirmed", "{'n':7}").capabilities(URLS).send().result();
        for (int i = 0; i < 3; i++) {
            var again = retry("confirmed", asked.path("requestState"));
            assertEquals("input_required", again.path("resultType").asText());
        }
        assertEquals(0, paid());
    }

    @Test
    void a_client_with_tasks_gets_a_task_and_polls_it() {
        var task = client.tool("approved", "{'n':7}").capabilities(TASKS).send().result();
        assertEquals("task", task.path("resultType").asText());
        assertEquals("working", task.path("status").asText());
        assertTrue(task.path("ttlMs").isIntegralNumber());
        String id = task.path("taskId").asText();
        assertEquals("working", poll(id).path("status").asText());
        deciders.approve(id);
        var done = poll(id);
        assertEquals("completed", done.path("status").asText());
        assertEquals("paid {\"n\":7}", text(done.path("result")));
        assertEquals("paid {\"n\":7}", text(poll(id).path("result")));
        assertEquals(1, paid());
    }

    @Test
    void a_task_can_be_cancelled_and_its_approval_comes_too_late() {
        var task = client.tool("approved", "{'n':7}").capabilities(TASKS).send().result();
        String id = task.path("taskId").asText();
        assertEquals(
                "complete", tasks("tasks/cancel", id).send().result().path("resultType").asText());
        assertFalse(deciders.tryToApprove(id));
        assertEquals("cancelled", poll(id).path("status").asText());
        assertEquals(0, tasks("tasks/update", id).send().error());
        assertEquals(0, paid());
    }

    @Test
    void tasks_of_others_are_not_there_and_undeclared_ones_are_refused() {
        var task = client.tool("approved", "{'n':7}").capabilities(TASKS).send().result();
        String id = task.path("taskId").asText();
        var stranger = People.fresh().client();
        assertEquals(-32602, tasks(stranger, "tasks/get", id).capabilities(TASKS).send().error());
        var colleague = people.member(Role.OWNER);
        assertEquals(-32602, tasks(colleague, "tasks/get", id).capabilities(TASKS).send().error());
        assertEquals(-32021, tasks("tasks/get", id).capabilities("{}").send().error());
        assertEquals(-32020, tasks("tasks/get", id).header("Mcp-Name", "gat_x").send().error());
        tasks(stranger, "tasks/cancel", id).capabilities(TASKS).send();
        assertEquals("waiting", deciders.state(id));
    }

    @Test
    void a_gate_of_somebody_else_says_nothing() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        for (var other : java.util.List.of(People.fresh().client(), people.member(Role.OWNER))) {
            var told = ask(other, gate);
            assertTrue(told.path("isError").asBoolean());
            assertTrue(text(told).contains("no call at a gate"));
        }
        assertTrue(text(ask(people.key(true), gate)).contains("no call at a gate"));
    }

    @Test
    void other_rules_or_other_arguments_want_another_decision() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        assertNotEquals(gate, gate(client.tool("approved", "{'n':8}").send().result()));
        deciders.approve(gate);
        TestJudge.VERSIONS.put(people.workspace(), 2L);
        assertTrue(text(ask(gate)).contains("rules changed"));
        assertEquals("withdrawn", deciders.state(gate));
        assertNotEquals(gate, gate(client.tool("approved", "{'n':7}").send().result()));
        assertEquals(0, paid());
    }

    @Test
    void what_waits_is_taken_back_when_its_principal_is_revoked() {
        var claims = people.claims().grant("grt_00000000000000000001");
        String gate = gate(people.client(claims).tool("approved", "{'n':7}").send().result());
        people.revoke("grant", "grt_00000000000000000001");
        people.log().await("gate.withdraw", event -> event.path("gate").asText().equals(gate));
        assertEquals("withdrawn", deciders.state(gate));
        assertFalse(deciders.tryToApprove(gate));
    }

    @Test
    void arguments_that_do_not_fit_wait_for_nobody() {
        var told = client.tool("approved", "{'n':'x'}").send().result();
        assertTrue(text(told).contains("Invalid arguments"));
        assertTrue(told.path("_meta").path("dev.carnet/gate").isMissingNode());
    }

    @Test
    void a_call_that_broke_after_it_began_is_never_run_again() {
        String gate = gate(client.tool("approved_broken", "{}").send().result());
        deciders.approve(gate);
        assertTrue(text(ask(gate)).contains("not known what came of it"));
        assertEquals("unknown", deciders.state(gate));
        assertTrue(text(ask(gate)).contains("It is not run again"));
    }

    /// A key or token that comes by way of `gate_result` is in none of that call's entries.
    @Test
    void a_secret_that_waited_is_not_kept_by_the_log() {
        String gate = gate(client.tool("approved_telling", "{}").send().result());
        deciders.approve(gate);
        assertTrue(ask(gate).toString().contains(TestTable.TOLD));
        JsonNode end =
                people.log()
                        .await(
                                "tool.call.end",
                                event -> event.path("tool").asText().equals("gate_result"));
        int seq = people.log().events().indexOf(end);
        String hidden =
                api(people.owner())
                        .get("/audit/entries/" + seq + "/disclosures")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString();
        assertTrue(hidden.contains("[secret]"), hidden);
        assertTrue(hidden.contains("key_1"), hidden);
        assertFalse(hidden.contains(TestTable.TOLD), hidden);
    }

    @Test
    void what_the_tool_asks_goes_on_with_the_same_run() {
        String gate = gate(client.tool("approved_asking", "{}").send().result());
        deciders.approve(gate);
        var asked =
                client.tool("approved_asking", "{}")
                        .capabilities("{'elicitation':{}}")
                        .send()
                        .result();
        assertEquals("input_required", asked.path("resultType").asText());
        var done = named(asked.path("requestState"));
        assertEquals("Hello, Ada", text(done));
        assertTrue(text(named(asked.path("requestState"))).contains("Hello, Ada"));
        assertEquals(1, paid());
    }

    @Test
    void nobody_waits_with_more_calls_than_people_can_look_at() {
        for (int i = 0; i < 50; i++) {
            gate(client.tool("approved", "{'n':%d}".formatted(i)).send().result());
        }
        var told = client.tool("approved", "{'n':99}").send().result();
        assertTrue(text(told).contains("Too many calls"), text(told));
    }

    @Test
    void the_api_lists_what_waits_and_takes_ones_own_back() {
        String gate = gate(client.tool("approved", "{'n':7}").send().result());
        String other =
                gate(people.member(Role.MEMBER).tool("confirmed", "{'n':8}").send().result());
        api(people.owner())
                .get("/gates")
                .then()
                .statusCode(200)
                .body("items.id", hasItems(gate, other));
        api(people.owner())
                .get("/gates?state=waiting&kind=confirm&limit=1")
                .then()
                .body("items.id", equalTo(java.util.List.of(other)))
                .body("items[0].tool", equalTo("confirmed"))
                .body("items[0].effect.class", equalTo("read"))
                .body("items[0].effect.description", equalTo("confirmed"))
                .body("items[0].effect.open_world", equalTo(false))
                .body("items[0].server_address", equalTo(""))
                .body("items[0].url", endsWith("/approvals/" + other));
        api(people.owner()).get("/gates?state=never").then().statusCode(400);
        String member = people.world().member(people.workspace(), Role.MEMBER);
        api(member).get("/gates").then().statusCode(200).body("items", hasSize(0));
        api(member).get("/gates/" + gate).then().statusCode(404);
        api(member).delete("/gates/" + gate).then().statusCode(404);
        String auditor = people.world().member(people.workspace(), Role.AUDITOR);
        api(auditor).get("/gates/" + gate).then().statusCode(200);
        api(auditor).delete("/gates/" + gate).then().statusCode(403);
        var strangers = People.fresh();
        api(strangers, strangers.owner()).get("/gates/" + gate).then().statusCode(404);
        api(strangers, strangers.owner()).delete("/gates/" + gate).then().statusCode(404);
        assertEquals("waiting", deciders.state(gate));
        api(people.owner())
                .delete("/gates/" + gate)
                .then()
                .statusCode(200)
                .body("state", equalTo("withdrawn"));
        api(people.owner()).delete("/gates/" + gate).then().statusCode(409);
        assertFalse(deciders.tryToApprove(gate));
    }

    private RequestSpecification api(String person) {
        return api(people, person);
    }

    private static RequestSpecification api(People people, String person) {
        String base = people.world().mcpUrl().replace("/mcp", "/api/v1");
        var claims = people.world().claims(people.workspace(), person).audience(base);
        people.world().settle();
        return given().baseUri(base)
                .basePath("")
                .header("Authorization", "Bearer " + people.world().token(claims));
    }

    @Test
    void a_call_for_no_person_cannot_be_confirmed() {
        String key = people.world().key(people.workspace(), people.owner(), false, true).text();
        var machine = people.known(McpClient.of(people.world().mcpUrl()).with("X-Api-Key", key));
        var told = machine.tool("confirmed", "{'n':7}").send().result();
        assertTrue(text(told).contains("runs for no person"), text(told));
    }

    private JsonNode retry(String tool, JsonNode state) {
        return client.tool(tool, "{'n':7}")
                .capabilities(URLS)
                .param("requestState", state)
                .param("inputResponses", McpClient.object("{'gate':{'action':'accept'}}"))
                .send()
                .result();
    }

    private JsonNode named(JsonNode state) {
        return client.tool("approved_asking", "{}")
                .capabilities("{'elicitation':{}}")
                .param("requestState", state)
                .param(
                        "inputResponses",
                        McpClient.object("{'name':{'action':'accept','content':{'name':'Ada'}}}"))
                .send()
                .result();
    }

    private JsonNode ask(String gate) {
        return ask(client, gate);
    }

    private static JsonNode ask(McpClient client, String gate) {
        return client.tool("gate_result", "{'gate':'" + gate + "'}").send().result();
    }

    private JsonNode poll(String id) {
        for (int i = 0; i < 100; i++) {
            var task = tasks("tasks/get", id).send().result();
            if (!task.path("statusMessage").asText().equals("Approved; it runs.")) {
                return task;
            }
            AuditTrail.pause();
        }
        throw new AssertionError("task " + id + " never ended");
    }

    private Call tasks(String method, String id) {
        return tasks(client, method, id).capabilities(TASKS);
    }

    private static Call tasks(McpClient client, String method, String id) {
        return client.call(method, "{'taskId':'" + id + "'}").header("Mcp-Name", id);
    }

    private int paid() {
        return TestTable.PAID.getOrDefault(people.workspace(), new AtomicInteger()).get();
    }

    static String gate(JsonNode result) {
        String gate = result.path("_meta").path("dev.carnet/gate").path("gate").asText();
        assertFalse(gate.isEmpty(), result.toString());
        return gate;
    }

    static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asText();
    }
}
