package dev.carnet.mcp.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.McpClient.Answer;
import java.util.stream.Stream;

/// A client of an earlier revision, in its session.
public record Conversing(McpClient client, String session) {

    /// Shakes hands.
    static Conversing open(McpClient caller, String version, String capabilities) {
        var answer =
                caller.send(
                        """
                        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",
                         "capabilities":%s,"clientInfo":{"name":"test","version":"1"}}}
                        """
                                .formatted(version, capabilities));
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.toString());
        }
        String agreed = answer.result().path("protocolVersion").asText();
        String session = answer.header("Mcp-Session-Id");
        return of(caller, agreed, session);
    }

    /// The same with what most have.
    public static Conversing open(McpClient caller) {
        return open(caller, "2025-11-25", "{\"elicitation\":{}}");
    }

    static Conversing of(McpClient caller, String version, String session) {
        return new Conversing(
                caller.with("Mcp-Session-Id", session).with("MCP-Protocol-Version", version),
                session);
    }

    /// One request.
    public Answer call(String method, String params) {
        return client.send(request(1, method, params));
    }

    Answer tool(String name) {
        return call("tools/call", "{\"name\":\"" + name + "\"}");
    }

    Answer tell(String method, String params) {
        return client.send(
                "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    Answer answer(JsonNode id, String result) {
        return client.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}");
    }

    Stream<String> stream(int id, String tool) {
        return client.stream(
                "POST",
                request(
                        id,
                        "tools/call",
                        "{\"name\":\"" + tool + "\",\"_meta\":{\"progressToken\":1}}"));
    }

    static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"method\":\""
                + method
                + "\",\"params\":"
                + params
                + "}";
    }
}
