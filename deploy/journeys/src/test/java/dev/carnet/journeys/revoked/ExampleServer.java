package dev.carnet.journeys.revoked;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.guard.Decision;
import dev.carnet.guard.Guard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;

/// A resource server that is not Carnet's own and has one resource: who asks.
final class ExampleServer implements AutoCloseable {

    private final Guard guard;
    private final HttpServer server;

    ExampleServer(Guard guard) throws IOException {
        this.guard = guard;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/whoami", this::serve);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/whoami");
    }

    private void serve(HttpExchange exchange) throws IOException {
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        switch (guard.judge(Optional.ofNullable(authorization))) {
            case Decision.Allowed allowed -> answer(exchange, 200, allowed.claims().subject());
            case Decision.Refused refused -> {
                exchange.getResponseHeaders().set("WWW-Authenticate", refused.challenge());
                answer(exchange, 401, refused.why());
            }
            case Decision.Unavailable unavailable -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                answer(exchange, 503, unavailable.why());
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        guard.close();
    }
}
