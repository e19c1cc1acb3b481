package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.verifier.CallPassport;
import dev.carnet.verifier.CallVerifier;
import dev.carnet.verifier.UsedInMemory;
import dev.carnet.verifier.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// An MCP server that executes nothing Carnet did not decide: its one tool, `transfer`, runs only
/// with a passport of that very call, once. All it needs is the published keys.
final class CarefulServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REMEMBERED = 10_000;

    private volatile boolean forgets;

    /// A call as it came.
    record Came(String passport, String tool, String arguments) {}

    private final HttpServer server;
    private final CallVerifier verifier;
    private final List<CallPassport> executed = new CopyOnWriteArrayList<>();
    private final List<Came> came = new CopyOnWriteArrayList<>();

    private CarefulServer(HttpServer server, String carnet, String workspace)
            throws IOException, ParseException {
        var keys =
                JWKSet.load(
                        URI.create(
                                        carnet.replaceFirst(
                                                "/mcp$", "/.well-known/carnet-assertion-keys.json"))
                                .toURL());
        this.server = server;
        this.verifier =
                new CallVerifier(
                        new ImmutableJWKSet<SecurityContext>(keys),
                        carnet,
                        url(),
                        workspace,
                        new UsedInMemory(REMEMBERED, Clock.systemUTC()),
                        Clock.systemUTC());
    }

    static CarefulServer open(String carnet, String workspace) throws IOException, ParseException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var careful = new CarefulServer(http, carnet, workspace);
        http.createContext("/mcp", careful::serve);
        http.start();
        return careful;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    List<CallPassport> executed() {
        return executed;
    }

    List<Came> came() {
        return came;
    }

    /// What it does with a call.
    Verdict<CallPassport> judge(Came call) {
        return verifier.verify(call.passport(), call.tool(), call.arguments());
    }

    /// Has it forget the session when the next call comes, so that the call is sent again.
    void forget() {
        forgets = true;
    }

    private void serve(HttpExchange exchange) throws IOException {
        JsonNode message = JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (forgets && message.path("method").asText().equals("tools/call")) {
            forgets = false;
            came.add(call(message.path("params")));
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Mcp-Session-Id", "one");
        if (!message.has("id")) {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
            return;
        }
        ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
        reply.set("id", message.path("id"));
        switch (message.path("method").asText()) {
            case "initialize" ->
                    reply.set(
                            "result",
                            JSON.readTree(
                                    """
                                    {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},
                                     "serverInfo":{"name":"careful","version":"1"}}
                                    """));
            case "tools/list" -> reply.putObject("result").putArray("tools").add(tool());
            case "tools/call" -> reply.set("result", called(message.path("params")));
            default -> reply.putObject("error").put("code", -32601).put("message", "No.");
        }
        answer(exchange, reply);
    }

    private static Came call(JsonNode params) {
        return new Came(
                params.path("_meta").path("dev.carnet/call_passport").asText(),
                params.path("name").asText(),
                params.path("arguments").toString());
    }

    private ObjectNode called(JsonNode params) {
        Came call = call(params);
        came.add(call);
        return switch (judge(call)) {
            case Verdict.Valid(CallPassport passport) -> {
                executed.add(passport);
                yield said("transferred", false);
            }
            case Verdict.Refused<CallPassport> _ -> said("not decided by Carnet", true);
        };
    }

    private static ObjectNode said(String text, boolean failed) {
        ObjectNode result = JSON.createObjectNode().put("isError", failed);
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    private static ObjectNode tool() {
        ObjectNode tool = JSON.createObjectNode().put("name", "transfer");
        tool.putObject("inputSchema").put("type", "object");
        return tool;
    }

    private static void answer(HttpExchange exchange, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
