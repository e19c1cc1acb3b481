package dev.carnet.local.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// A person at a browser of their own: is shown a URL, and waited for where the client would be.
///
/// @param show tells the person
public record ByHand(Consumer<URI> show) implements Somebody {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");

    @Override
    public List<URI> allow(URI page, String callback, int presses)
            throws IOException, InterruptedException, NotTried {
        var target = URI.create(callback);
        if (presses > 1) {
            throw new NotTried("a person cannot be asked to press twice; try it yourself");
        }
        if (!"http".equals(target.getScheme()) || !LOOPBACK.contains(target.getHost())) {
            throw new NotTried("only this client itself is called back at " + callback);
        }
        var led = new CompletableFuture<URI>();
        var server = listen(target.getPort());
        server.createContext("/", exchange -> receive(exchange, led));
        server.start();
        try {
            show.accept(page);
            return List.of(led.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            throw new NotTried("nobody came back within " + PATIENCE.toMinutes() + " minutes");
        } catch (ExecutionException failed) {
            throw new IOException("the browser's answer was lost", failed);
        } finally {
            server.stop(1);
        }
    }

    private static HttpServer listen(int port) throws NotTried {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        } catch (IOException taken) {
            throw new NotTried("port " + port + " of this machine is taken");
        }
    }

    private static void receive(HttpExchange exchange, CompletableFuture<URI> led)
            throws IOException {
        var words = "Noted. Go back to the terminal.\n".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(200, words.length);
        exchange.getResponseBody().write(words);
        exchange.close();
        var address = exchange.getRequestURI();
        if (String.valueOf(address.getQuery()).contains("=")) {
            led.complete(address);
        }
    }
}
