package dev.carnet.local.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where the server can read documents of clients (Client ID Metadata Documents): served by this
/// process on loopback, or one document that somebody published.
public sealed interface Documents extends AutoCloseable {

    /// On loopback they are served here, for a server with its development switch on; anything else
    /// is a document that is there already.
    static Documents at(URI url) throws IOException {
        return "http".equals(url.getScheme()) ? Served.on(url) : new Published(url);
    }

    @Override
    void close();

    /// A document that is there already.
    record Published(URI url) implements Documents {

        @Override
        public void close() {}
    }

    /// Documents of this process, below a path that no server has read before.
    record Served(HttpServer server, String base, Map<String, String> pages) implements Documents {

        private static Served on(URI url) throws IOException {
            var address = new InetSocketAddress(InetAddress.ofLiteral(literal(url)), url.getPort());
            var server = HttpServer.create(address, 0);
            int port = server.getAddress().getPort();
            String root = "/" + Secrets.random() + "/";
            var served =
                    new Served(
                            server,
                            "http://" + url.getHost() + ":" + port + root,
                            new ConcurrentHashMap<>());
            server.createContext(root, served::answer);
            server.start();
            return served;
        }

        private static String literal(URI url) {
            String host = String.valueOf(url.getHost());
            return host.equals("localhost") ? "127.0.0.1" : host.replaceAll("[\\[\\]]", "");
        }

        /// The URL of a document of that name.
        String url(String name) {
            return base + name;
        }

        /// Serves it from now on.
        void put(String name, String document) {
            pages.put(name, document);
        }

        private void answer(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            String page = pages.getOrDefault(path.substring(path.lastIndexOf('/') + 1), "");
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(page.isEmpty() ? 404 : 200, Math.max(1, bytes.length));
            exchange.getResponseBody().write(page.isEmpty() ? new byte[] {' '} : bytes);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
