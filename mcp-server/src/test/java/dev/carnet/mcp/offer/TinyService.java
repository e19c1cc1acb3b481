package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// An HTTP service that keeps what it hears. `/to` sends on to its query's `url`, with its
/// `status`; `/echo` says which headers came; everything else is answered with JSON.
final class TinyService implements AutoCloseable {

    /// The key it takes.
    static final String KEY = "sk-of-the-workspace";

    static final String ANSWER = "{\"name\": \"Rex\", \"weight\": 1.10}";

    /// What the registry asks when it looks after its servers; no call.
    private static final String HEALTH = "GET /v1/";

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    /// A request as the service heard it.
    record Heard(String line, Map<String, String> headers, String body) {}

    private TinyService(HttpServer server) {
        this.server = server;
    }

    static TinyService open() throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var service = new TinyService(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", service::serve);
        server.start();
        return service;
    }

    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String address() {
        return "http://" + authority() + "/v1";
    }

    int count() {
        return heard.size();
    }

    Heard last() {
        return heard.getLast();
    }

    private void serve(HttpExchange exchange) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        if (!line.equals(HEALTH)) {
            heard.add(new Heard(line, headers, body));
        }
        try (exchange) {
            exchange.getResponseHeaders().set("Set-Cookie", "session=1");
            exchange.getResponseHeaders().set("X-Request-Id", "r-1");
            switch (exchange.getRequestURI().getPath()) {
                case "/v1/to" -> redirect(exchange);
                case "/v1/me" -> me(exchange, headers.getOrDefault("Authorization", ""));
                case "/v1/slow" -> never();
                case "/v1/echo" -> json(exchange, said(headers));
                default -> json(exchange, ANSWER);
            }
        }
    }

    /// As programs do that escape more than they must.
    private static String said(Map<String, String> headers) throws IOException {
        return new ObjectMapper().writeValueAsString(headers).replace("-", "\\u002D");
    }

    private static void json(HttpExchange exchange, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    private static void me(HttpExchange exchange, String credential) throws IOException {
        if (credential.equals("Bearer " + KEY)) {
            json(exchange, ANSWER);
        } else {
            exchange.sendResponseHeaders(401, -1);
        }
    }

    private void never() {
        try {
            closed.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void redirect(HttpExchange exchange) throws IOException {
        var query = new TreeMap<String, String>();
        String asked = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("a=b");
        for (String pair : asked.split("&", -1)) {
            query.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
        }
        exchange.getResponseHeaders().set("Location", query.getOrDefault("url", "/v1/to"));
        exchange.sendResponseHeaders(Integer.parseInt(query.getOrDefault("status", "302")), -1);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
