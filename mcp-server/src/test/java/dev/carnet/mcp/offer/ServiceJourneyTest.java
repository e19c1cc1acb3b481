package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An HTTP service behind the gateway, from its registration to what it hears and answers.
@QuarkusTest
@Timeout(90)
@WithTestResource(TestCarnet.Mcp.class)
class ServiceJourneyTest {

    private static final String DESCRIPTION =
            """
            openapi: 3.1.0
            info: {title: Pets, version: "2"}
            paths:
              /pets/{id}:
                get:
                  operationId: getPet
                  description: Reads a pet.
                  parameters:
                    - {name: id, in: path, required: true, schema: {type: string}}
                    - {name: X-Trace, in: header, schema: {type: string}}
                delete:
                  operationId: removePet
                  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              /large: {get: {operationId: large}}
              /away: {get: {operationId: away}}
            """;

    private final Operator operator = Operator.fresh();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private HttpServer service;

    /// A request as the service heard it.
    private record Heard(String line, Map<String, String> headers) {}

    @BeforeEach
    void open() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", this::serve);
        service.start();
    }

    @AfterEach
    void close() {
        service.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        heard.add(new Heard(exchange.getRequestMethod() + " " + exchange.getRequestURI(), headers));
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/v1/large" -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] chunk = new byte[1 << 20];
                    for (int i = 0; i < 11; i++) {
                        exchange.getResponseBody().write(chunk);
                    }
                }
                case "/v1/away" -> {
                    exchange.getResponseHeaders().set("Location", "http://169.254.169.254/");
                    exchange.sendResponseHeaders(302, -1);
                }
                default -> {
                    byte[] pet =
                            "{\"name\": \"Rex\", \"weight\": 1.10}"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, pet.length);
                    exchange.getResponseBody().write(pet);
                }
            }
        }
    }

    private String register() {
        ObjectNode asked = new ObjectMapper().createObjectNode();
        asked.put("name", "Pets").put("slug", "pets").put("transport", "api");
        asked.put("address", "http://127.0.0.1:" + service.getAddress().getPort() + "/v1");
        asked.put("secret", "sk-of-the-workspace").put("private_allowed", true);
        asked.putObject("authentication").put("kind", "workspace_key");
        String id = operator.ok("POST", "/servers", asked.toString()).path("id").asText();
        operator.approve(id);
        return id;
    }

    private JsonNode describe(String id) {
        return describe(id, DESCRIPTION);
    }

    private JsonNode describe(String id, String description) {
        var body = new ObjectMapper().createObjectNode().put("document", description);
        return operator.ok("PUT", "/servers/" + id + "/description", body.toString());
    }

    private void approveAll(String id) {
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        var body = new ObjectMapper().createObjectNode();
        var all = body.putArray("definitions");
        operator.ok("GET", "/servers/" + id + "/definitions?limit=100", "")
                .path("items")
                .forEach(one ->
                        all.addObject()
                                .put("id", one.path("id").asText())
                                .put("hash", one.path("hash").asText())
                                .put("class", one.path("suggested_class").asText()));
        operator.ok("POST", "/servers/" + id + "/definitions/approve", body.toString());
    }

    /// D1, D5: what the description names is a tool; the service hears the workspace's key, and
    /// nobody else does.
    @Test
    void an_operation_is_called_with_the_key_of_the_workspace() {
        String id = register();
        JsonNode view = describe(id);
        assertEquals("Pets", view.path("title").asText());
        approveAll(id);
        assertEquals(
                List.of("pets_getPet", "pets_large", "pets_away").stream().sorted().toList(),
                Operator.tools(operator.whole()).stream().sorted().toList());

        McpClient.Answer answer =
                operator.whole().tool("pets_getPet", "{\"id\":\"a/b?c\",\"X-Trace\":\"t\"}").send();
        assertEquals(200, answer.status(), answer.toString());
        assertTrue(answer.toString().contains("{\"name\": \"Rex\", \"weight\": 1.10}"));
        assertFalse(answer.toString().contains("sk-of-the-workspace"));
        Heard last = heard.getLast();
        assertEquals("GET /v1/pets/a%2Fb%3Fc", last.line());
        assertEquals("Bearer sk-of-the-workspace", last.headers().get("Authorization"));
        assertEquals("t", last.headers().get("X-Trace"));
    }

    /// K12: an operation that makes another request under the same words is another tool: it waits
    /// for approval, the difference names the request, and the service hears nothing.
    @ParameterizedTest
    @CsvSource({"/pets/{id}:,/admin/{id}:", "get:,head:", "in: header,in: query"})
    void another_request_under_the_same_words_is_another_tool(String was, String becomes) {
        String id = register();
        describe(id);
        approveAll(id);
        assertTrue(Operator.tools(operator.whole()).contains("pets_getPet"));
        var listed = operator.whole().call("tools/list", "{}").send();
        assertFalse(listed.http().body().contains("dev.carnet/request"), "clients are not told");
        describe(id, DESCRIPTION.replaceFirst(Pattern.quote(was), becomes));
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        var changed =
                operator.ok("GET", "/servers/" + id + "/definitions?limit=100", "")
                        .path("items")
                        .valueStream()
                        .filter(one -> one.path("name").asText().equals("getPet"))
                        .findFirst()
                        .orElseThrow();
        assertEquals("changed", changed.path("state").asText(), changed.toString());
        assertFalse(changed.path("changes").toString().contains("/description"));
        assertTrue(changed.path("changes").toString().contains("dev.carnet"), changed.toString());
        int before = heard.size();
        assertEquals(-32602, operator.whole().tool("pets_getPet", "{\"id\":\"7\"}").send().error());
        assertEquals(before, heard.size());
    }

    /// D7: what deletes is refused until a rule allows it, and the service hears nothing.
    @Test
    void what_takes_away_is_hidden_where_no_rule_allows_it() {
        String id = register();
        describe(id);
        approveAll(id);
        int before = heard.size();
        assertEquals(
                -32602, operator.whole().tool("pets_removePet", "{\"id\":\"7\"}").send().error());
        assertEquals(before, heard.size());
    }

    /// D6: more than ten megabytes, and a redirect to somewhere else, are refused.
    @Test
    void an_answer_that_is_too_long_or_leads_away_is_refused() {
        String id = register();
        describe(id);
        approveAll(id);
        for (String tool : List.of("pets_large", "pets_away")) {
            var answer = operator.whole().tool(tool, "{}").send();
            assertTrue(answer.result().path("isError").asBoolean(), answer.toString());
        }
    }

    /// D2: without a description any plain path below the address can be read, and no other.
    @Test
    void a_service_without_a_description_has_a_tool_for_each_method() {
        String id = register();
        approveAll(id);
        var answer = operator.whole().tool("pets_get", "{\"path\":\"/pets/7\"}").send();
        assertTrue(answer.toString().contains("{\"name\": \"Rex\", \"weight\": 1.10}"));
        int before = heard.size();
        for (String path : List.of("/../admin", "//other.example/x", "/a%2e%2e/b", "pets")) {
            var refused = operator.whole().tool("pets_get", "{\"path\":\"" + path + "\"}").send();
            assertTrue(refused.result().path("isError").asBoolean(), refused.toString());
        }
        assertEquals(before, heard.size());
    }

    @Test
    void a_description_that_is_none_is_refused_and_another_workspace_finds_no_server() {
        String id = register();
        var body = new ObjectMapper().createObjectNode().put("document", "swagger: '2.0'");
        String path = "/servers/" + id + "/description";
        assertEquals(400, operator.rest("PUT", path, body.toString()).status());
        assertEquals(404, operator.rest("GET", path, "").status());
        describe(id);
        assertEquals(404, Operator.fresh().rest("GET", path, "").status());
        assertEquals(
                404,
                Operator.fresh()
                        .rest("PUT", path, body.put("document", DESCRIPTION).toString())
                        .status());
        operator.ok("DELETE", path, "");
        assertEquals(404, operator.rest("GET", path, "").status());
    }
}
