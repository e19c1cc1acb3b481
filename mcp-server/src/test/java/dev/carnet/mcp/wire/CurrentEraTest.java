package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.token.Service;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.McpClient.Answer;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Revision 2026-07-28: headers, lists, decisions, entries.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class CurrentEraTest {

    private People people = People.fresh();
    private McpClient client = people.client();

    @BeforeEach
    void signIn() {
        people = People.fresh();
        client = people.client();
    }

    @Test
    void tells_what_it_is_and_can() {
        var answer = client.call("server/discover", "{}").send();
        assertEquals(200, answer.status(), answer.toString());
        assertEquals("2026-07-28", answer.result().path("supportedVersions").path(0).asText());
        assertEquals("complete", answer.result().path("resultType").asText());
        assertEquals("private", answer.result().path("cacheScope").asText());
        assertTrue(answer.result().path("capabilities").has("tools"));
        assertTrue(answer.result().path("_meta").has("io.modelcontextprotocol/serverInfo"));
    }

    @Test
    void runs_a_tool_and_leaves_a_begin_and_an_end_entry_and_a_receipt() {
        var answer =
                client.tool("echo", "{'n':7}")
                        .header(
                                "traceparent",
                                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                        .send();
        assertEquals(200, answer.status(), answer.toString());
        assertEquals("{\"n\":7}", answer.result().path("content").path(0).path("text").asText());
        var begin = people.log().events("tool.call.begin").getFirst();
        var end = people.log().events("tool.call.end").getFirst();
        assertEquals(begin.path("eid"), end.path("begin"));
        assertEquals("ok", end.path("out").asText());
        assertEquals("echo", begin.path("tool").asText());
        assertEquals(people.owner(), begin.path("sub").asText());
        assertEquals("0af7651916cd43dd8448eb211c80319c", begin.path("trace").asText());
        assertEquals(answer.header("X-Request-Id"), begin.path("req").asText());
        assertFalse(begin.toString().contains("\"n\""), "arguments are digests");
        assertFalse(begin.path("_sd").isEmpty());
        var receipt = answer.result().path("_meta").path("dev.carnet/receipt");
        assertEquals(2, receipt.path("seq").asInt());
        assertFalse(receipt.path("leaf").asText().isEmpty());
    }

    /// W9: header and body say the same, or nothing runs.
    @ParameterizedTest
    @CsvSource({
        "Mcp-Method, tools/list",
        "Mcp-Method, TOOLS/CALL",
        "Mcp-Method, ''",
        "Mcp-Name, other",
        "Mcp-Name, ECHO",
        "Mcp-Name, ''",
        "Mcp-Name, =?base64?ZWNob?=",
        "Mcp-Name, =?base64?b3RoZXI=?=",
        "MCP-Protocol-Version, ''",
        "MCP-Protocol-Version, 2025-11-25"
    })
    void refuses_headers_that_do_not_say_what_the_body_says(String header, String value) {
        int runs = TestTable.RUNS.get();
        var answer = client.tool("echo", "{}").header(header, value).send();
        assertEquals(400, answer.status(), answer.toString());
        assertEquals(-32020, answer.error());
        assertEquals(1, answer.last().path("id").asInt());
        assertEquals(runs, TestTable.RUNS.get());
        assertEquals(
                "header_mismatch",
                people.log().events("call.refused").getFirst().path("why").asText());
    }

    @ParameterizedTest
    @CsvSource({"mcp-name, echo", "MCP-NAME, echo", "Mcp-Name, =?base64?ZWNobw==?="})
    void takes_headers_however_they_are_written(String header, String value) {
        assertEquals(
                200,
                client.tool("echo", "{}")
                        .header("Mcp-Name", "")
                        .header(header, value)
                        .send()
                        .status());
    }

    /// W9: once, not twice.
    @Test
    void refuses_a_header_that_is_repeated() {
        var call = client.tool("echo", "{}");
        String token = "Authorization: Bearer " + people.world().token(people.claims());
        for (String twice :
                List.of(
                        "Mcp-Name: echo",
                        "Mcp-Method: tools/call",
                        "MCP-Protocol-Version: 2026-07-28")) {
            try (var raw = RawHttp.open(people.world().mcpUrl())) {
                raw.send(
                        "POST",
                        "/mcp",
                        call.body(),
                        token,
                        "Content-Type: application/json",
                        "MCP-Protocol-Version: 2026-07-28",
                        "Mcp-Method: tools/call",
                        "Mcp-Name: echo",
                        twice);
                assertEquals(400, raw.status(), twice);
            }
        }
    }

    @Test
    void demands_the_version_and_the_capabilities_in_every_request() {
        for (String missing : List.of("protocolVersion", "clientCapabilities")) {
            var answer = client.call("tools/list", "{}").without(missing).send();
            assertEquals(400, answer.status());
            assertEquals(-32602, answer.error(), missing);
        }
        assertEquals(
                -32602,
                client.call("tools/list", "{}")
                        .meta("io.modelcontextprotocol/logLevel", "loud")
                        .send()
                        .error());
    }

    @Test
    void names_the_versions_it_knows_to_who_speaks_another() {
        var answer =
                client.call("tools/list", "{}")
                        .meta("io.modelcontextprotocol/protocolVersion", "2099-01-01")
                        .header("MCP-Protocol-Version", "2099-01-01")
                        .send();
        assertEquals(400, answer.status());
        assertEquals(-32022, answer.error());
        var data = answer.last().path("error").path("data");
        assertEquals("2026-07-28", data.path("supported").path(0).asText());
        assertEquals("2099-01-01", data.path("requested").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initialize",
                "ping",
                "logging/setLevel",
                "resources/subscribe",
                "tasks/list",
                "unknown",
                ""
            })
    void knows_no_method_of_other_revisions(String method) {
        var answer = client.call(method, "{}").send();
        assertEquals(method.isEmpty() ? 400 : 404, answer.status(), answer.toString());
        assertEquals(method.isEmpty() ? -32020 : -32601, answer.error());
    }

    /// G1: a batch goes around nothing.
    @Test
    void refuses_a_batch_as_a_whole_with_one_entry() {
        int runs = TestTable.RUNS.get();
        String one = client.tool("echo", "{}").body();
        String other = client.tool("operate", "{}").body();
        var answer =
                client.with("MCP-Protocol-Version", "2026-07-28")
                        .with("Mcp-Method", "tools/call")
                        .with("Mcp-Name", "echo")
                        .send("[" + one + "," + other + "]");
        assertEquals(400, answer.status(), answer.toString());
        assertEquals(runs, TestTable.RUNS.get());
        assertEquals(1, people.log().events("call.refused").size());
        assertEquals(0, people.log().events("tool.call.begin").size());
    }

    @Test
    void compares_mirrored_arguments_with_their_headers() {
        String arguments = "{'region':'us west','count':42,'deep':{'flag':true}}";
        var right =
                client.tool("mirrored", arguments)
                        .header("Mcp-Param-Region", "=?base64?dXMgd2VzdA==?=")
                        .header("Mcp-Param-Count", "42.0")
                        .header("Mcp-Param-Flag", "true");
        assertEquals(200, right.send().status());
        assertMismatch(right.header("Mcp-Param-Flag", "false").send());
        assertMismatch(right.header("Mcp-Param-Flag", "").send());
        assertMismatch(client.tool("mirrored", "{}").header("Mcp-Param-Region", "us").send());
        assertMismatch(
                client.tool("mirrored", "{'region':'us'}")
                        .header("Mcp-Param-Region", "=?base64?dXM?=")
                        .send());
        assertMismatch(
                client.tool("mirrored", "{'count':1}").header("Mcp-Param-Count", "1e0x").send());
        assertEquals(200, client.tool("mirrored", "{'region':null}").send().status());
    }

    private static void assertMismatch(Answer answer) {
        assertEquals(400, answer.status(), answer.toString());
        assertEquals(-32020, answer.error());
    }

    @Test
    void lists_in_pages_of_a_fixed_order_that_only_their_reader_can_follow() {
        var names = new HashSet<String>();
        var first = client.call("tools/list", "{}").send().result();
        first.path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        assertEquals(100, names.size());
        String cursor = first.path("nextCursor").asText();
        var second = client.call("tools/list", "{}").param("cursor", cursor).send().result();
        second.path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        assertEquals(138, names.size());
        assertTrue(second.path("nextCursor").isMissingNode());
        assertEquals(0, second.path("ttlMs").asInt(-1));
        assertEquals(
                first.path("tools"), client.call("tools/list", "{}").send().result().path("tools"));
        assertBadCursor(people.member(Role.ADMIN), "tools/list", cursor);
        assertBadCursor(client, "prompts/list", cursor);
        assertBadCursor(client, "tools/list", cursor + "A");
        assertBadCursor(client, "tools/list", "100");
    }

    private static void assertBadCursor(McpClient reader, String list, String cursor) {
        assertEquals(-32602, reader.call(list, "{}").param("cursor", cursor).send().error());
    }

    @Test
    void asks_a_person_for_more_scopes_and_names_all_of_them() {
        var reading = people.client(people.claims().scopes(Set.of(Scope.READ)));
        assertTrue(names(reading).contains("operate"));
        var answer = reading.tool("operate", "{}").send();
        assertEquals(403, answer.status(), answer.toString());
        assertTrue(
                answer.header("WWW-Authenticate")
                        .startsWith("Bearer error=\"insufficient_scope\""));
        assertTrue(
                answer.header("WWW-Authenticate")
                        .contains("scope=\"carnet:read carnet:write carnet:operate\""));
        assertTrue(answer.header("WWW-Authenticate").contains("resource_metadata=\""));
        assertEquals(
                "insufficient_scope",
                people.log().events("call.refused").getFirst().path("why").asText());
    }

    /// C4: what a passport's constraint bars is refused in the form that was asked for: a prompt
    /// and a resource have no result that could say so.
    @Test
    void a_prompt_or_resource_that_a_constraint_bars_is_an_error() {
        String agent = people.world().agent(people.workspace(), people.owner());
        var passport = people.claims().passport(agent, people.owner()).mandate(onlyToAda());
        McpClient caller = people.known(people.client(passport));
        assertEquals(0, greeting(caller, "Ada").error());
        for (Answer barred : List.of(greeting(caller, "Bob"), one(caller))) {
            assertEquals(-32602, barred.error(), barred.toString());
            assertEquals(
                    "This passport allows carnet only where to eq Ada.",
                    barred.last().path("error").path("message").asText());
        }
        assertTrue(caller.tool("echo", "{'n':7}").send().result().path("isError").asBoolean());
        assertEquals(
                List.of("passport_constraint", "passport_constraint", "passport_constraint"),
                people.log().events("call.refused").stream()
                        .map(entry -> entry.path("why").asText())
                        .toList());
    }

    private static Mandate onlyToAda() {
        var constraint = new Constraint("to", Constraint.Op.EQ, List.of("Ada"));
        var carnet =
                new Service(
                        Service.CARNET,
                        "carnet",
                        Service.SCOPES,
                        Optional.empty(),
                        List.of(constraint),
                        false);
        return new Mandate(
                Mandate.Mode.STANDARD,
                Optional.empty(),
                List.of(),
                Optional.of(List.of(carnet)),
                Optional.empty(),
                List.of());
    }

    private static Answer greeting(McpClient caller, String to) {
        return caller.call("prompts/get", "{'name':'hello','arguments':{'to':'" + to + "'}}")
                .header("Mcp-Name", "hello")
                .send();
    }

    private static Answer one(McpClient caller) {
        return caller.call("resources/read", "{'uri':'test://one'}")
                .header("Mcp-Name", "test://one")
                .send();
    }

    /// G4: whatever is not on a caller's list cannot be called by any name, and whatever is can.
    @Test
    void list_and_call_agree_for_every_caller() {
        var passport = people.world().agent(people.workspace(), people.owner());
        var agent =
                people.known(
                        people.client(
                                people.claims()
                                        .passport(passport, people.owner())
                                        .scopes(Set.of(Scope.READ))));
        for (McpClient caller :
                List.of(
                        people.member(Role.VIEWER),
                        people.member(Role.MEMBER),
                        people.member(Role.AUDITOR),
                        people.key(false),
                        agent)) {
            assertFalse(names(caller).contains("operate"));
            for (String name :
                    List.of(
                            "operate",
                            "OPERATE",
                            "operate ",
                            " operate",
                            "carnet_operate",
                            "operate\u0000",
                            "\uff4fperate")) {
                var answer = caller.tool(name, "{}").header("Mcp-Name", encoded(name)).send();
                assertEquals(-32602, answer.error(), name + " " + answer);
            }
            assertNotEquals(
                    0,
                    caller.call("resources/read", "{'uri':'test://hidden'}")
                            .header("Mcp-Name", "test://hidden")
                            .send()
                            .error());
            assertEquals(0, caller.tool("echo", "{}").send().error());
        }
        assertEquals(
                0,
                people.log().events("tool.call.begin").stream()
                        .filter(event -> event.path("tool").asText().equals("operate"))
                        .count());
        assertTrue(names(people.key(true)).contains("operate"));
    }

    /// G2: in whatever form the list is asked for, what is hidden is not in it.
    @Test
    void a_list_hides_the_same_in_every_form() {
        for (String accept :
                List.of(
                        "application/json",
                        "Application/JSON; charset=UTF-8",
                        "application/json, text/event-stream",
                        "text/event-stream, application/json;q=0.1",
                        "*/*")) {
            var answer =
                    people.member(Role.VIEWER)
                            .with("Accept", accept)
                            .call("tools/list", "{}")
                            .send();
            assertFalse(answer.http().body().contains("\"operate\""), accept);
            assertTrue(answer.status() == 406 || answer.http().body().contains("\"echo\""), accept);
        }
    }

    private static String encoded(String name) {
        return "=?base64?"
                + java.util.Base64.getEncoder()
                        .encodeToString(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "?=";
    }

    private static Set<String> names(McpClient caller) {
        var result = caller.call("tools/list", "{}").send().result();
        return new HashSet<>(
                StreamSupport.stream(result.path("tools").spliterator(), false)
                        .map(tool -> tool.path("name").asText())
                        .toList());
    }

    @Test
    void answers_alike_whether_a_tool_is_hidden_or_does_not_exist() {
        var viewer = people.member(Role.VIEWER);
        var hidden = viewer.tool("operate", "{}").send();
        var nothing = viewer.tool("nothing", "{}").send();
        assertEquals(nothing.status(), hidden.status());
        assertEquals(nothing.last(), hidden.last());
        assertEquals("role", people.log().events("call.refused").getFirst().path("why").asText());
    }

    @Test
    void hides_what_cannot_be_decided() {
        assertFalse(names(client).contains("faulty"));
        int runs = TestTable.RUNS.get();
        assertEquals(-32602, client.tool("faulty", "{}").send().error());
        assertEquals(runs, TestTable.RUNS.get());
        assertEquals("fault", people.log().events("call.refused").getFirst().path("why").asText());
    }

    @Test
    void takes_the_trace_from_the_body_too() {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        client.tool("echo", "{}").meta("traceparent", trace).send();
        client.tool("echo", "{}").meta("traceparent", "00-0-0-0").send();
        var begun = people.log().events("tool.call.begin");
        assertEquals("0af7651916cd43dd8448eb211c80319c", begun.getFirst().path("trace").asText());
        assertFalse(begun.getLast().has("trace"));
    }

    @Test
    void tells_the_model_what_is_wrong_with_its_arguments() {
        var answer = client.tool("echo", "{'n':'seven','more':1}").send();
        assertEquals(200, answer.status());
        assertTrue(answer.result().path("isError").asBoolean());
        assertTrue(answer.result().toString().contains("/n"));
        assertEquals(
                "tool_error", people.log().events("tool.call.end").getFirst().path("out").asText());
    }

    @Test
    void tells_nobody_how_a_tool_broke() {
        var answer = client.tool("broken", "{}").send();
        assertEquals(500, answer.status());
        assertEquals(-32603, answer.error());
        assertFalse(answer.toString().contains("secret detail"));
        assertFalse(answer.toString().contains("Exception"));
        assertEquals("error", people.log().events("tool.call.end").getFirst().path("out").asText());
    }

    @Test
    void sends_only_the_log_messages_that_were_asked_for() {
        assertEquals(1, client.tool("logging", "{}").send().messages().size());
        var loud =
                client.tool("logging", "{}")
                        .meta("io.modelcontextprotocol/logLevel", "error")
                        .send()
                        .messages();
        assertEquals(5, loud.size());
        assertEquals("error", loud.getFirst().path("params").path("level").asText());
    }

    @Test
    void reads_resources_gets_prompts_and_completes_on_the_same_journey() {
        assertEquals(
                "1",
                client.call("resources/read", "{'uri':'test://one'}")
                        .header("Mcp-Name", "test://one")
                        .send()
                        .result()
                        .path("contents")
                        .path(0)
                        .path("text")
                        .asText());
        assertTrue(
                client.call("prompts/get", "{'name':'hello'}")
                        .header("Mcp-Name", "hello")
                        .send()
                        .result()
                        .has("messages"));
        var completed =
                client.call(
                                "completion/complete",
                                "{'ref':{'type':'ref/prompt','name':'hello'},'argument':{'name':'a','value':'x'}}")
                        .send();
        assertEquals("x1", completed.result().path("completion").path("values").path(0).asText());
        var missing =
                client.call("resources/read", "{'uri':'test://none'}")
                        .header("Mcp-Name", "test://none")
                        .send();
        assertEquals(-32602, missing.error());
        assertEquals("test://none", missing.last().path("error").path("data").path("uri").asText());
        var types =
                people.log().events("tool.call.end").stream()
                        .map(event -> event.path("type").asText())
                        .toList();
        assertEquals(List.of("resource", "prompt", "completion"), types);
        assertFalse(
                people.log().events().toString().toLowerCase(Locale.ROOT).contains("test://one"),
                "URIs are hidden");
    }

    @Test
    void accepts_a_notification_and_refuses_an_answer() {
        var header = client.with("MCP-Protocol-Version", "2026-07-28");
        assertEquals(
                202,
                header.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/anything\"}")
                        .status());
        assertEquals(400, header.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}").status());
    }

    /// G3, G21: refused before anything runs, and recorded.
    @Test
    void refuses_what_is_not_a_message_with_an_entry() {
        for (String body : List.of("{", "{\"a\":1,\"a\":2}", "[]", "{} {}")) {
            Answer answer = client.with("MCP-Protocol-Version", "2026-07-28").send(body);
            assertEquals(400, answer.status(), body);
            JsonNode error = answer.last();
            assertTrue(error.path("id").isMissingNode(), body);
        }
        assertEquals(4, people.log().events("call.refused").size());
    }
}
