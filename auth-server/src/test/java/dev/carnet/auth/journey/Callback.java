package dev.carnet.auth.journey;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a client on the person's own machine listens with, at any port.
final class Callback implements AutoCloseable {

    private final BlockingQueue<String> queries = new LinkedBlockingQueue<>();
    private final HttpServer server;

    Callback() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/callback",
                exchange -> {
                    queries.add(String.valueOf(exchange.getRequestURI().getRawQuery()));
                    byte[] text = "You can close this page.".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, text.length);
                    exchange.getResponseBody().write(text);
                    exchange.close();
                });
        server.start();
    }

    /// From now on sends who comes to `/callback` there, with what they brought along.
    void sendsOnTo(String url) {
        server.removeContext("/callback");
        server.createContext(
                "/callback",
                exchange -> {
                    String target = url + "?" + exchange.getRequestURI().getRawQuery();
                    exchange.getResponseHeaders().add("Location", target);
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
    }

    /// Shows that HTML at `/page`, from an origin that is not the issuer's.
    void shows(String html) {
        server.createContext(
                "/page",
                exchange -> {
                    byte[] text = html.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "text/html");
                    exchange.sendResponseHeaders(200, text.length);
                    exchange.getResponseBody().write(text);
                    exchange.close();
                });
    }

    String url() {
        return origin() + "/callback";
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The query of the next callback.
    String query() throws InterruptedException {
        return String.valueOf(queries.poll(10, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
