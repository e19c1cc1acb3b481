package dev.carnet.bench;

import dev.carnet.bench.load.Wire;
import dev.carnet.bench.load.Wire.Reply;
import dev.carnet.bench.load.Work;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/// `tools/call` in both eras against one mcp-server, and the bare route beside it.
final class CallLoad {

    private static final String LEGACY = "2025-11-25";
    private static final String MODERN = "2026-07-28";

    private final Wire wire;
    private final URI origin;
    private final String tool;

    CallLoad(Wire wire, URI origin, String tool) {
        this.wire = wire;
        this.origin = origin;
        this.tool = tool;
    }

    /// A request without its credential.
    record Request(Map<String, String> headers, String body) {

        Map<String, String> as(String token) {
            var all = new HashMap<>(headers);
            all.put("Authorization", "Bearer " + token);
            return all;
        }

        Request with(String header, String value) {
            var more = new HashMap<>(headers);
            more.put(header, value);
            return new Request(more, body);
        }
    }

    /// A call in the current revision: no session, everything in the request.
    static Request modernCall(String tool) {
        return json("""
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"%s","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}\
        """
                        .formatted(tool, MODERN))
                .with("MCP-Protocol-Version", MODERN)
                .with("Mcp-Method", "tools/call")
                .with("Mcp-Name", tool);
    }

    /// A stream that stays open until its credential ends.
    static Request modernListen() {
        return plain("subscriptions/listen", "\"notifications\":{}");
    }

    /// The smallest request there is: it asks nobody and leaves nothing.
    static Request modernPing() {
        return plain("server/discover", "");
    }

    private static Request plain(String method, String parameters) {
        return json("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"%s\",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"bench\",\"version\":\"1\"},\"io.modelcontextprotocol/clientCapabilities\":{}}}}"
                        .formatted(method, parameters.isEmpty() ? "" : parameters + ",", MODERN))
                .with("MCP-Protocol-Version", MODERN)
                .with("Mcp-Method", method);
    }

    Work modern(String token) {
        return repeat("/mcp", modernCall(tool).as(token), modernCall(tool).body());
    }

    /// A call in the earlier revision, in one session that is opened here.
    Work legacy(String token) {
        Request call =
                json(
                        """
                        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":{}}}\
                        """
                                .formatted(tool));
        return repeat("/mcp", inSession(call, session(token)).as(token), call.body());
    }

    /// The same bytes to a route that only sends them back.
    Work echo() {
        Request call = modernCall(tool);
        Buffer body = Buffer.buffer(call.body());
        return caller ->
                post("/echo", call.headers(), call.body()).map(reply -> reply.body().equals(body));
    }

    private Work repeat(String path, Map<String, String> headers, String body) {
        return caller -> post(path, headers, body).map(CallLoad::answered);
    }

    private String session(String token) {
        Request initialize =
                json(
                        """
                        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}\
                        """
                                .formatted(LEGACY));
        Reply opened = now(post("/mcp", initialize.as(token), initialize.body()));
        String session = opened.headers().get("Mcp-Session-Id");
        if (opened.status() != 200 || session == null) {
            throw new IllegalStateException("no session: %s".formatted(opened));
        }
        Request initialized =
                inSession(
                        json("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"),
                        session);
        now(post("/mcp", initialized.as(token), initialized.body()));
        return session;
    }

    private static Request inSession(Request request, String session) {
        return request.with("Mcp-Session-Id", session).with("MCP-Protocol-Version", LEGACY);
    }

    private static Request json(String body) {
        return new Request(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Accept",
                        "application/json, text/event-stream"),
                body);
    }

    private Future<Reply> post(String path, Map<String, String> headers, String body) {
        return wire.post(origin.resolve(path), headers, Buffer.buffer(body));
    }

    private static boolean answered(Reply reply) {
        String body = reply.body().toString();
        return reply.status() == 200
                && body.contains("\"result\"")
                && !body.contains("\"isError\":true");
    }

    private static Reply now(Future<Reply> reply) {
        return reply.toCompletionStage().toCompletableFuture().join();
    }
}
