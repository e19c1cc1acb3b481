package dev.carnet.journeys.running;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/// A client of the current MCP revision with one credential.
///
/// @param url of one replica
public record Mcp(HttpClient http, String url, String credential) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "2026-07-28";
    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 250;
    private static final String META = "io.modelcontextprotocol/";

    public Mcp(String url, String credential) {
        this(HttpClient.newHttpClient(), url, credential);
    }

    /// What came back.
    ///
    /// @param message the last JSON-RPC message; missing when there was none
    public record Answer(int status, JsonNode message) {

        /// The structured content of a call that went well.
        public JsonNode told() {
            if (status != 200 || failed() || !result().has("structuredContent")) {
                throw new AssertionError(this);
            }
            return result().path("structuredContent");
        }

        /// What a tool said of its own error.
        public String refusal() {
            if (!failed()) {
                throw new AssertionError(this);
            }
            return result().path("content").path(0).path("text").asText();
        }

        /// The JSON-RPC error code; 0 without one.
        public int error() {
            return message.path("error").path("code").asInt();
        }

        /// The result as it is.
        public JsonNode result() {
            return message.path("result");
        }

        private boolean failed() {
            return result().path("isError").asBoolean();
        }
    }

    /// Calls a tool.
    public Answer call(String tool, ObjectNode arguments) throws IOException, InterruptedException {
        var params = JSON.createObjectNode().put("name", tool);
        params.set("arguments", arguments);
        return send("tools/call", params, List.of("Mcp-Name", tool));
    }

    /// Calls a tool without arguments.
    public Answer call(String tool) throws IOException, InterruptedException {
        return call(tool, JSON.createObjectNode());
    }

    /// Calls a tool without arguments, once: also where nobody could decide at that moment (503).
    public Answer once(String tool) throws IOException, InterruptedException {
        var params = JSON.createObjectNode().put("name", tool);
        params.putObject("arguments");
        var request = request("tools/call", params, List.of("Mcp-Name", tool));
        return read(http.send(request, BodyHandlers.ofString()));
    }

    /// What the caller is offered.
    public JsonNode tools() throws IOException, InterruptedException {
        var answer = send("tools/list", JSON.createObjectNode(), List.of());
        if (answer.status() != 200) {
            throw new AssertionError(answer);
        }
        return answer.result().path("tools");
    }

    private Answer send(String method, ObjectNode params, List<String> headers)
            throws IOException, InterruptedException {
        return read(patiently(request(method, params, headers)));
    }

    private HttpRequest request(String method, ObjectNode params, List<String> headers) {
        var meta = params.putObject("_meta").put(META + "protocolVersion", VERSION);
        meta.putObject(META + "clientCapabilities");
        var message = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
        message.put("method", method).set("params", params);
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("Authorization", "Bearer " + credential)
                        .header("MCP-Protocol-Version", VERSION)
                        .header("Mcp-Method", method)
                        .POST(BodyPublishers.ofString(message.toString()));
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return request.build();
    }

    /// 503 means that nobody could decide at that moment, and to try again: on a busy machine a
    /// picture may be older than a second.
    private HttpResponse<String> patiently(HttpRequest request)
            throws IOException, InterruptedException {
        var response = http.send(request, BodyHandlers.ofString());
        for (int tries = 0; response.statusCode() == 503 && tries < TRIES; tries++) {
            Thread.sleep(PAUSE_MILLIS);
            response = http.send(request, BodyHandlers.ofString());
        }
        return response;
    }

    private static Answer read(HttpResponse<String> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        String body =
                type.startsWith("text/event-stream")
                        ? response.body()
                                .lines()
                                .filter(line -> line.startsWith("data: "))
                                .reduce("", (before, line) -> line.substring(6))
                        : response.body();
        return new Answer(
                response.statusCode(), body.isEmpty() ? JSON.missingNode() : JSON.readTree(body));
    }
}
