package dev.carnet.mcp.authclient;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Answers what it was told to, in order, and remembers what it was asked. An answer of status 0 is
/// silence.
final class FakeAuthServer implements AutoCloseable {

    record Scripted(int status, String body) {}

    record Asked(String line, String body, String authorization, String requestId) {}

    private final Deque<Scripted> script = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();
    private final HttpServer server;

    FakeAuthServer(Vertx vertx) throws Exception {
        server =
                vertx.createHttpServer()
                        .requestHandler(this::take)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    FakeAuthServer answers(int status, String body) {
        script.add(new Scripted(status, body));
        return this;
    }

    FakeAuthServer issues(String token) {
        return answers(200, "{\"access_token\":\"%s\",\"expires_in\":30}".formatted(token));
    }

    List<Asked> asked() {
        return asked;
    }

    private void take(HttpServerRequest request) {
        request.body()
                .onSuccess(body -> {
                    asked.add(
                            new Asked(
                                    request.method() + " " + request.uri(),
                                    body.toString(),
                                    String.valueOf(request.getHeader("Authorization")),
                                    String.valueOf(request.getHeader("X-Request-Id"))));
                    answer(request, script.remove());
                });
    }

    private static void answer(HttpServerRequest request, Scripted next) {
        if (next.status() > 0) {
            request.response().setStatusCode(next.status()).end(next.body());
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
