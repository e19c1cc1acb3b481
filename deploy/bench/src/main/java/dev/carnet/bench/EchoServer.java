package dev.carnet.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// An MCP server on loopback with one tool, which says the text it is given: of one era, and as
/// little as a server can be, so that what a call takes is what lies before it.
final class EchoServer implements AutoCloseable {

    /// What its tool is called.
    static final String TOOL = "echo";

    private static final String SESSION = "Mcp-Session-Id";

    private static final JsonObject DISCOVERED =
            new JsonObject(
                    """
                    {"resultType":"complete","supportedVersions":["%s"],"capabilities":{"tools":{}}}\
                    """
                            .formatted(CallLoad.MODERN));

    private static final JsonObject INITIALIZED =
            new JsonObject(
                    """
                    {"protocolVersion":"%s","capabilities":{"tools":{}},"serverInfo":{"name":"echo","version":"1"}}\
                    """
                            .formatted(CallLoad.LEGACY));

    private static final JsonObject TOOLS =
            new JsonObject(
                    """
                    {"tools":[{"name":"%s","description":"Says the text.","inputSchema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}}]}\
                    """
                            .formatted(TOOL));

    private final boolean modern;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Set<String> sessions = new HashSet<>();
    private final HttpServer server;

    /// Listens until it is closed.
    ///
    /// @param revision the only one it speaks
    EchoServer(String revision) {
        this.modern = revision.equals(CallLoad.MODERN);
        this.server =
                vertx.createHttpServer()
                        .requestHandler(this::serve)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    /// Where it is.
    URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/mcp");
    }

    private void serve(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            request.body().onSuccess(body -> hear(request, new JsonObject(body)));
        } else {
            status(request, 405);
        }
    }

    private void hear(HttpServerRequest request, JsonObject message) {
        String method = message.getString("method", "");
        boolean begins = !modern && method.equals("initialize");
        if (begins) {
            request.response().putHeader(SESSION, session());
        }
        if (!message.containsKey("id")) {
            status(request, 202);
        } else if (modern || begins || sessions.contains(request.getHeader(SESSION))) {
            answer(request, message, result(method, message.getJsonObject("params")));
        } else {
            status(request, 400);
        }
    }

    private static void status(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }

    private String session() {
        String session = UUID.randomUUID().toString();
        sessions.add(session);
        return session;
    }

    private Optional<JsonObject> result(String method, JsonObject parameters) {
        return switch (method) {
            case "server/discover" -> Optional.of(DISCOVERED).filter(_ -> modern);
            case "initialize" -> Optional.of(INITIALIZED).filter(_ -> !modern);
            case "tools/list" -> Optional.of(TOOLS);
            case "tools/call" -> said(parameters);
            default -> Optional.empty();
        };
    }

    private static Optional<JsonObject> said(JsonObject parameters) {
        var text =
                new JsonObject()
                        .put("type", "text")
                        .put("text", parameters.getJsonObject("arguments").getString("text"));
        return Optional.of(new JsonObject().put("content", new JsonArray().add(text)))
                .filter(_ -> TOOL.equals(parameters.getString("name")));
    }

    private static void answer(
            HttpServerRequest request, JsonObject message, Optional<JsonObject> result) {
        var answer = new JsonObject().put("jsonrpc", "2.0").put("id", message.getValue("id"));
        result.ifPresentOrElse(
                members -> answer.put("result", members),
                () ->
                        answer.put(
                                "error",
                                new JsonObject()
                                        .put("code", -32601)
                                        .put("message", "Method not found")));
        request.response().putHeader("Content-Type", "application/json").end(answer.toBuffer());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
