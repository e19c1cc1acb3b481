package dev.carnet.local.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The loopback address the browser comes back to (RFC 8252 §7.3): one answer with the right
/// `state` is taken, everything else is told so and ignored.
final class Callback implements AutoCloseable {

    private static final String PATH = "/callback";

    private final HttpServer server;
    private final String state;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

    private Callback(HttpServer server, String state) {
        this.server = server;
        this.state = state;
    }

    static Callback listen(String state) throws IOException {
        var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        var server = HttpServer.create(loopback, 0);
        var callback = new Callback(server, state);
        server.createContext(PATH, callback::receive);
        server.start();
        return callback;
    }

    /// The redirect URI.
    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /// Waits for the authorization response (RFC 6749 §4.1.2).
    Map<String, String> await(Duration patience) throws IOException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new Refused("nobody signed in within " + patience.toMinutes() + " minutes");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new IOException("the browser's answer was lost", failed);
        }
    }

    @Override
    public void close() {
        server.stop(1);
    }

    private void receive(HttpExchange exchange) throws IOException {
        var parameters = parameters(String.valueOf(exchange.getRequestURI().getRawQuery()));
        var right = right(parameters.getOrDefault("state", ""));
        var signedIn = right && parameters.containsKey("code");
        tell(exchange, right ? 200 : 400, signedIn);
        if (right) {
            answer.complete(parameters);
        }
    }

    private static void tell(HttpExchange exchange, int status, boolean signedIn)
            throws IOException {
        var words = signedIn ? "You are signed in." : "This did not sign you in.";
        var page = (words + " You can close this window.\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    private boolean right(String presented) {
        return MessageDigest.isEqual(
                presented.getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(
                        decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
