package dev.carnet.bench;

import dev.carnet.bench.load.Wire;
import dev.carnet.bench.load.Wire.Reply;
import dev.carnet.bench.load.Work;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// `tools/call` in both eras against one mcp-server, and the bare route beside it.
final class CallLoad {

    static final String LEGACY = "2025-11-25";
    static final String MODERN = "2026-07-28";

    private static final String NONE = "{}";

    private final Wire wire;
    private final URI origin;
    private final String tool;
    private final String arguments;

    CallLoad(Wire wire, URI origin, String tool) {
        this(wire, origin, tool, NONE);
    }

    /// @param arguments of each call, as JSON
    CallLoad(Wire wire, URI origin, String tool, String arguments) {
        this.wire = wire;
        this.origin = origin;
        this.tool = tool;
        this.arguments = arguments;
    }

    /// A request without its credential.
    record Request(Map<String, String> headers, String body) {

        Map<String, String> as(String token) {
            return showing(bearer(token));
        }

        Map<String, String> showing(Map<String, String> credential) {
            var all = new HashMap<>(headers);
            all.putAll(credential);
            return all;
        }

        Request with(String header, String value) {
            var more = new HashMap<>(headers);
            more.put(header, value);
            return new Request(more, body);
        }
    }

    static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    /// A call in the current revision: no session, everything in the request.
    static Request modernCall(String tool) {
        return modernCall(tool, NONE);
    }

    private static Request modernCall(String tool, String arguments) {
        return json("""
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s,"_meta":{"io.modelcontextprotocol/protocolVersion":"%s","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}\
        """
                        .formatted(tool, arguments, MODERN))
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

    /// A call in that revision with what proves the caller each time.
    Work in(String revision, Supplier<Map<String, String>> credential) {
        return revision.equals(MODERN) ? modern(credential) : legacy(credential);
    }

    Work modern(String token) {
        return modern(() -> bearer(token));
    }

    private Work modern(Supplier<Map<String, String>> credential) {
        return repeat(modernCall(tool, arguments), credential);
    }

    Work legacy(String token) {
        return legacy(() -> bearer(token));
    }

    /// A call in the earlier revision, in one session that is opened here.
    private Work legacy(Supplier<Map<String, String>> credential) {
        Request call =
                json(
                        """
                        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s}}\
                        """
                                .formatted(tool, arguments));
        return repeat(inSession(call, session(credential)), credential);
    }

    /// The same bytes to a route that only sends them back.
    Work echo() {
        Request call = modernCall(tool);
        Buffer body = Buffer.buffer(call.body());
        return caller ->
                post("/echo", call.headers(), call.body()).map(reply -> reply.body().equals(body));
    }

    private Work repeat(Request call, Supplier<Map<String, String>> credential) {
        return caller ->
                post("/mcp", call.showing(credential.get()), call.body()).map(CallLoad::answered);
    }

    private String session(Supplier<Map<String, String>> credential) {
        Request initialize =
                json(
                        """
                        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}\
                        """
                                .formatted(LEGACY));
        Reply opened = now(post("/mcp", initialize.showing(credential.get()), initialize.body()));
        String session = opened.headers().get("Mcp-Session-Id");
        if (opened.status() != 200 || session == null) {
            throw new IllegalStateException("no session: %s".formatted(opened));
        }
        Request initialized =
                inSession(
                        json("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"),
                        session);
        now(post("/mcp", initialized.showing(credential.get()), initialized.body()));
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
