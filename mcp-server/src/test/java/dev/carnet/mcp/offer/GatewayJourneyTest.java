package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Registry, way out, pins, toolsets and decisions together: one workspace uses the tools of
/// another Carnet, which here is the very same one with a key of another workspace.
@QuarkusTest
@Timeout(90)
@WithTestResource(TestCarnet.Mcp.class)
class GatewayJourneyTest {

    private final Operator operator = Operator.fresh();
    private final Operator behind = Operator.fresh();

    @TestHTTPResource(management = true)
    URL management;

    private String server() {
        return server("other");
    }

    private String server(String slug) {
        String key = behind.world().key(behind.workspace(), behind.owner(), true, false).text();
        behind.world().settle();
        var asked =
                new ObjectMapper()
                        .createObjectNode()
                        .put("name", "Other Carnet")
                        .put("slug", slug)
                        .put("address", operator.world().mcpUrl())
                        .put("secret", key)
                        .put("private_allowed", true);
        asked.putObject("authentication").put("kind", "workspace_key").put("header", "X-Api-Key");
        String id = operator.ok("POST", "/servers", asked.toString()).path("id").asText();
        operator.approve(id);
        return id;
    }

    private JsonNode definition(String server, String name) {
        return operator.ok("GET", "/servers/" + server + "/definitions?limit=100", "")
                .path("items")
                .valueStream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private void approve(String server, String name, String toolClass) {
        JsonNode shown = definition(server, name);
        operator.ok(
                "POST",
                "/servers/" + server + "/definitions/approve",
                "{'definitions':[{'id':'%s','hash':'%s','class':'%s'}]}"
                        .formatted(
                                shown.path("id").asText(), shown.path("hash").asText(), toolClass));
    }

    /// G28: what was decided is counted where the machine's operator looks, by server and outcome,
    /// and how long it took up to the 99th in a hundred.
    @Test
    void calls_are_counted_and_timed_for_whoever_runs_the_machine() throws Exception {
        String slug = "counted-" + System.nanoTime();
        String id = server(slug);
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        approve(id, "whoami", "read");
        for (int i = 0; i < 3; i++) {
            assertEquals(200, operator.whole().tool(slug + "_whoami", "{}").send().status());
        }
        String counted = metrics();
        String called = "carnet_calls_seconds_count{outcome=\"ok\",upstream=\"" + slug + "\"";
        assertTrue(
                counted.lines().anyMatch(one -> one.startsWith(called) && one.endsWith(" 3.0")),
                () -> counted.lines().filter(one -> one.contains("carnet_calls")).toList() + "");
        assertTrue(
                counted.lines()
                        .anyMatch(one -> one.contains(slug) && one.contains("quantile=\"0.99\"")));
        assertEquals(-32602, operator.whole().tool("no_such_tool", "{}").send().error());
        assertTrue(metrics().contains("carnet_calls_seconds_count{outcome=\"denied\",upstream"));
    }

    private String metrics() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(management.toURI().resolve("/q/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static JsonNode who(McpClient.Answer answer) {
        assertEquals(200, answer.status(), answer.toString());
        return answer.result().path("structuredContent");
    }

    /// K1, K12: registered, approved, looked at, pinned, classed, listed and called; and gone when
    /// it is switched off.
    @Test
    void a_tool_of_another_server_is_called_with_what_proves_the_workspace_there() {
        String id = server();
        JsonNode seen = operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        assertEquals("seen", seen.path("outcome").asText(), seen.toString());
        assertTrue(seen.path("listed").asInt() > 3, seen.toString());
        assertEquals(List.of(), Operator.tools(operator.whole()));

        approve(id, "whoami", "read");
        approve(id, "list_keys", "destructive");
        assertEquals(List.of("other_whoami"), Operator.tools(operator.whole()));
        JsonNode there = who(operator.whole().tool("other_whoami", "{}").send());
        assertEquals(behind.workspace(), there.path("workspace").asText(), there.toString());
        assertEquals("key", there.path("credential").path("type").asText());
        assertEquals(-32602, operator.whole().tool("other_list_keys", "{}").send().error());

        var at = operator.at("other");
        JsonNode plain = who(at.tool("whoami", "{}").send());
        assertEquals(behind.workspace(), plain.path("workspace").asText(), plain.toString());

        var begin =
                AuditTrail.of(operator.world(), operator.workspace())
                        .events("tool.call.begin")
                        .getFirst();
        assertEquals("other", begin.path("srv").asText());
        assertEquals("whoami", begin.path("otool").asText());
        assertEquals("other_whoami", begin.path("tool").asText());
        assertFalse(
                AuditTrail.of(behind.world(), behind.workspace())
                        .events("tool.call.begin")
                        .isEmpty());

        operator.ok("POST", "/servers/" + id + "/disable", "");
        assertEquals(List.of(), Operator.tools(operator.whole()));
        assertEquals(-32602, operator.whole().tool("other_whoami", "{}").send().error());
    }

    /// G23: what was known of a deleted server goes with it; another one begins anew, elsewhere.
    @Test
    void a_server_that_comes_again_offers_nothing_of_the_old_one() {
        String id = server();
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        approve(id, "whoami", "read");
        operator.ok("DELETE", "/servers/" + id, "");
        assertEquals(List.of(), Operator.tools(operator.whole()));
        String body = "{'name':'Other','slug':'other','address':'https://mcp.example.com/mcp'}";
        assertEquals(409, operator.rest("POST", "/servers", body).status());
        String again = server("again");
        assertEquals(List.of(), Operator.tools(operator.whole()));
        assertEquals(404, operator.at("other").call("tools/list", "{}").send().status());
        operator.ok("POST", "/servers/" + again + "/definitions/look", "");
        assertEquals("new", definition(again, "whoami").path("state").asText());
    }

    @Test
    void a_server_does_not_get_the_place_of_a_toolset() {
        operator.ok("POST", "/toolsets", "{'slug':'other','name':'Other','members':[]}");
        String body = "{'name':'Other','slug':'other','address':'https://mcp.example.com/mcp'}";
        assertEquals(409, operator.rest("POST", "/servers", body).status());
    }
}
