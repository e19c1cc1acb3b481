package dev.carnet.local.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// As much of an authorization server as a client sees, and as hostile as a test wants it. It
/// checks PKCE and gives out numbered tokens.
final class TinyIssuer implements AutoCloseable {

    final List<String> asked = new ArrayList<>();
    private final HttpServer server;
    private final UnaryOperator<ObjectNode> metadata;
    private int tokens;

    /// Clients and what they revoked.
    final List<String> revoked = new CopyOnWriteArrayList<>();

    boolean refusesToRevoke;
    private int expiresIn = 300;

    private TinyIssuer(HttpServer server, UnaryOperator<ObjectNode> metadata) {
        this.server = server;
        this.metadata = metadata;
    }

    static TinyIssuer start(UnaryOperator<ObjectNode> metadata) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        var issuer = new TinyIssuer(server, metadata);
        server.createContext("/", issuer::answer);
        server.start();
        return issuer;
    }

    TinyIssuer givingTokensFor(int seconds) {
        expiresIn = seconds;
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// A person who allows everything: goes back to the redirect URI with these parameters.
    void allow(URI authorization, Map<String, String> changes) {
        var asked = parameters(authorization.getRawQuery());
        var answer = new HashMap<>(Map.of("code", "c-" + asked.get("code_challenge")));
        answer.put("state", "" + asked.get("state"));
        answer.put("iss", url());
        answer.putAll(changes);
        answer.values().removeIf(String::isEmpty);
        var back = URI.create(asked.get("redirect_uri") + "?" + Http.encode(answer));
        Thread.startVirtualThread(() -> visit(back));
    }

    private static void visit(URI url) {
        try {
            new Http().get(url, java.util.Optional.empty());
        } catch (IOException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(path);
        JsonNode answer =
                switch (path) {
                    case "/.well-known/oauth-authorization-server" -> metadata.apply(honest());
                    case "/register" -> json().put("client_id", "cli_1");
                    case "/token" -> token(parameters(body));
                    case "/revoke" -> revoke(parameters(body));
                    case "/api/v1/keys" ->
                            json().put(
                                            "bearer",
                                            exchange.getRequestHeaders().getFirst("Authorization"));
                    default -> json().put("error", "not_found");
                };
        var bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.has("error") ? 400 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ObjectNode honest() {
        return json().put("issuer", url())
                .put("authorization_endpoint", url() + "/authorize")
                .put("token_endpoint", url() + "/token")
                .put("registration_endpoint", url() + "/register")
                .put("revocation_endpoint", url() + "/revoke");
    }

    private ObjectNode revoke(Map<String, String> form) {
        revoked.add(form.get("client_id") + " " + form.get("token"));
        return refusesToRevoke ? json().put("error", "invalid_client") : json();
    }

    private ObjectNode token(Map<String, String> form) {
        var refresh = "r-" + tokens;
        var verifier = form.getOrDefault("code_verifier", "");
        var code = "c-" + new Secrets("", verifier).challenge();
        if (!refresh.equals(form.get("refresh_token")) && !code.equals(form.get("code"))) {
            return json().put("error", "invalid_grant");
        }
        tokens++;
        return json().put("access_token", "a-" + tokens)
                .put("refresh_token", "r-" + tokens)
                .put("expires_in", expiresIn);
    }

    private static ObjectNode json() {
        return Http.JSON.createObjectNode();
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            var parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
