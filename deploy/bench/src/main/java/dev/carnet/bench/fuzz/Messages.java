package dev.carnet.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The MCP endpoint in the current era: a door for each method and for each tool, by the tool's own
/// input schema.
final class Messages {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "2026-07-28";
    private static final int WEIGHT = 3;

    /// What these methods take beside `_meta`, all of it text.
    private static final Map<String, List<String>> METHODS =
            Map.of(
                    "server/discover", List.of(),
                    "tools/list", List.of(),
                    "prompts/list", List.of(),
                    "prompts/get", List.of("name"),
                    "resources/list", List.of(),
                    "resources/templates/list", List.of(),
                    "resources/read", List.of("uri"),
                    "completion/complete", List.of("ref", "argument"),
                    "tasks/get", List.of("taskId"));

    private Messages() {}

    static List<Door> doors(URI mcp, String token) throws IOException, InterruptedException {
        var doors = new ArrayList<Door>();
        METHODS.forEach((method, members) -> {
            var params = JSON.createObjectNode();
            members.forEach(member -> params.putObject(member).put("type", "string"));
            doors.add(door(method, params));
        });
        for (var tool : tools(mcp, token)) {
            var params = JSON.createObjectNode();
            params.putObject("name").set("const", tool.get("name"));
            params.set("arguments", tool.path("inputSchema"));
            doors.add(door("tools/call", params));
        }
        return doors;
    }

    private static Door door(String method, ObjectNode params) {
        params.putObject("_meta").set("const", meta());
        var message = JSON.createObjectNode();
        message.putObject("jsonrpc").put("const", "2.0");
        message.putObject("id").put("type", "integer");
        message.putObject("method").put("const", method);
        message.set("params", whole(params));
        var shape = whole(message);
        return new Door(
                "POST",
                "/mcp",
                Door.Body.DESCRIBED,
                Map.of(),
                true,
                Door.At.GATEWAY,
                WEIGHT,
                Optional.of(new Shape(shape, shape)));
    }

    /// An object of which all is there.
    private static ObjectNode whole(ObjectNode properties) {
        var schema = JSON.createObjectNode().put("type", "object");
        var required = schema.putArray("required");
        properties.fieldNames().forEachRemaining(required::add);
        schema.set("properties", properties);
        return schema;
    }

    private static ObjectNode meta() {
        var meta = JSON.createObjectNode();
        meta.put("io.modelcontextprotocol/protocolVersion", VERSION);
        meta.putObject("io.modelcontextprotocol/clientInfo")
                .put("name", "fuzz")
                .put("version", "1");
        meta.putObject("io.modelcontextprotocol/clientCapabilities");
        return meta;
    }

    private static JsonNode tools(URI mcp, String token) throws IOException, InterruptedException {
        var list = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
        list.put("method", "tools/list").putObject("params").set("_meta", meta());
        try (var http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(
                            HttpRequest.newBuilder(mcp)
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .header("Accept", "application/json, text/event-stream")
                                    .header("MCP-Protocol-Version", VERSION)
                                    .header("Mcp-Method", "tools/list")
                                    .POST(BodyPublishers.ofString(list.toString()))
                                    .build(),
                            BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("tools/list: " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body()).path("result").path("tools");
        }
    }
}
