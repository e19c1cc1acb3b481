package dev.carnet.local.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// As much of an authorization server as the doctor looks at, healthy but for one illness. It asks
/// nobody anything: whoever comes to its authorization endpoint is sent on with a code.
final class PatientServer implements AutoCloseable, Somebody {

    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Optional<Illness> illness;
    private final Map<String, List<String>> clients = new HashMap<>();
    private final Map<String, String> audiences = new HashMap<>();
    private final Map<String, String> successors = new HashMap<>();
    private final Map<String, Integer> replaced = new HashMap<>();
    private final Map<String, String> families = new HashMap<>();
    private final List<String> dead = new ArrayList<>();
    private int number;
    private int windows;

    private PatientServer(HttpServer server, Optional<Illness> illness) {
        this.server = server;
        this.illness = illness;
    }

    static PatientServer start(Optional<Illness> illness) throws IOException {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        var patient = new PatientServer(HttpServer.create(address, 0), illness);
        patient.server.createContext("/", patient::answer);
        patient.server.start();
        return patient;
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String resource() {
        return issuer() + "/mcp";
    }

    /// Lets the window of every token that was replaced pass.
    synchronized void pass(Duration time) {
        windows += time.compareTo(WINDOW) > 0 ? 1 : 0;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private boolean has(Illness one) {
        return illness.equals(Optional.of(one));
    }

    /// Presses Allow: the endpoint answers at once.
    @Override
    public synchronized List<URI> allow(URI page, String callback, int presses) throws IOException {
        var request = parameters(page.getRawQuery());
        if (!accepts(request.getOrDefault("client_id", ""), callback)) {
            throw new IOException("400: the redirect URI is not registered");
        }
        if (presses > 1 && has(Illness.ALLOW_WORKS_ONCE)) {
            throw new IOException("400 when Allow was pressed again");
        }
        var response = new HashMap<String, String>();
        response.put("state", request.getOrDefault("state", ""));
        response.put("iss", has(Illness.WRONG_ISS) ? issuer() + "/" : issuer());
        Optional<String> audience = audience(request.getOrDefault("resource", ""));
        if (audience.isEmpty()) {
            response.put("error", "invalid_target");
        } else {
            String code = "code-" + ++number;
            audiences.put(code, audience.get());
            response.put("code", code);
        }
        return List.of(URI.create(callback + "?" + Wire.encode(response)));
    }

    private boolean accepts(String client, String redirect) {
        return clients.getOrDefault(client, List.of()).stream()
                .anyMatch(known -> comparable(known).equals(comparable(redirect)));
    }

    private String comparable(String uri) {
        if (!uri.startsWith("http://")) {
            return uri;
        }
        String spelled = has(Illness.SPELLING_COUNTS) ? uri : uri.replace("localhost", "127.0.0.1");
        return has(Illness.PORTS_COUNT) ? spelled : spelled.replaceFirst(":\\d+", "");
    }

    /// The audience of a token for that resource, if it is known.
    private Optional<String> audience(String named) {
        if (has(Illness.AUDIENCE_IS_THE_CLIENT)) {
            return Optional.of("client");
        }
        if (named.isEmpty()) {
            return has(Illness.RESOURCE_IS_NEEDED) ? Optional.empty() : Optional.of(resource());
        }
        boolean known =
                named.equals(resource())
                        || (named.equals(issuer()) && !has(Illness.ORIGIN_IS_UNKNOWN))
                        || (named.equals(resource() + "/") && !has(Illness.SLASH_COUNTS))
                        || (named.startsWith("HTTP:") && !has(Illness.CASE_COUNTS))
                        || has(Illness.EVERY_RESOURCE_IS_TAKEN);
        return known ? Optional.of(resource()) : Optional.empty();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!has(Illness.NO_CORS)) {
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        }
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            send(exchange, 204, "");
            return;
        }
        switch (path) {
            case "/.well-known/oauth-authorization-server" -> json(exchange, 200, metadata(""));
            case "/.well-known/oauth-authorization-server/" ->
                    json(
                            exchange,
                            has(Illness.SLASHED_ADDRESS_IS_NOT_FOUND) ? 404 : 200,
                            metadata(""));
            case "/.well-known/openid-configuration" ->
                    json(
                            exchange,
                            200,
                            metadata(has(Illness.ISSUER_DIFFERS_BY_A_SLASH) ? "/" : ""));
            case "/register" -> register(exchange, JSON.readTree(body));
            case "/token" -> token(exchange, parameters(body));
            default ->
                    json(
                            exchange,
                            has(Illness.FOREIGN_PATHS_ARE_A_PAGE) ? 200 : 404,
                            JSON.createObjectNode());
        }
    }

    private ObjectNode metadata(String slash) {
        var metadata = JSON.createObjectNode().put("issuer", issuer() + slash);
        metadata.put("authorization_endpoint", issuer() + "/authorize");
        metadata.put("token_endpoint", issuer() + "/token");
        metadata.put("registration_endpoint", issuer() + "/register");
        metadata.put(
                "authorization_response_iss_parameter_supported", !has(Illness.NO_ISS_PROMISED));
        metadata.putArray("code_challenge_methods_supported")
                .add(has(Illness.NO_S256) ? "plain" : "S256");
        metadata.putArray("token_endpoint_auth_methods_supported")
                .add(has(Illness.NO_NONE) ? "client_secret_basic" : "none");
        metadata.putArray("protected_resources").add(resource());
        return metadata;
    }

    private void register(HttpExchange exchange, JsonNode wanted) throws IOException {
        var uris = wanted.path("redirect_uris").valueStream().map(JsonNode::asText).toList();
        boolean refused =
                (has(Illness.ONE_BAD_URI_REFUSES_ALL)
                                && uris.stream().anyMatch(uri -> uri.startsWith("cursor:")))
                        || (has(Illness.NO_SECRET_METHODS)
                                && !wanted.path("token_endpoint_auth_method")
                                        .asText()
                                        .equals("none"))
                        || (has(Illness.UNKNOWN_GRANTS_ARE_REFUSED)
                                && wanted.path("grant_types").toString().contains("jwt-bearer"));
        if (refused) {
            json(exchange, 400, error("invalid_client_metadata"));
            return;
        }
        String id = "client-" + ++number;
        clients.put(id, uris);
        json(exchange, 201, JSON.createObjectNode().put("client_id", id));
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        String client = form.getOrDefault("client_id", "");
        if (has(Illness.ERRORS_ARE_PAGES) && !clients.containsKey(client)) {
            send(exchange, 400, "<h1>Bad Request</h1>");
        } else if (!clients.containsKey(client)) {
            json(exchange, has(Illness.STALE_CLIENT_IS_400) ? 400 : 401, error("invalid_client"));
        } else if (form.containsKey("refresh_token")) {
            refresh(exchange, form.get("refresh_token"), client);
        } else if (audiences.containsKey(form.getOrDefault("code", ""))) {
            String token = "refresh-" + ++number;
            families.put(token, token);
            json(exchange, 200, tokens(token, audience(form)));
        } else {
            json(exchange, 400, error("invalid_grant"));
        }
    }

    private void refresh(HttpExchange exchange, String token, String client) throws IOException {
        String family = families.getOrDefault(token, "");
        Integer at = replaced.get(token);
        boolean late = at != null && (has(Illness.NO_GRACE) || at < windows);
        if (family.isEmpty() || dead.contains(family) || late) {
            if (late && !has(Illness.FAMILY_LIVES_ON)) {
                dead.add(family);
            }
            if (late && has(Illness.CLIENT_IS_GONE_AFTER_A_REPLAY)) {
                clients.remove(client);
            }
            json(exchange, 400, error("invalid_grant"));
            return;
        }
        if (at == null || has(Illness.FAMILY_SPLITS)) {
            replaced.putIfAbsent(token, windows);
            successors.put(token, "refresh-" + ++number);
        }
        String successor = successors.getOrDefault(token, "");
        families.put(successor, family);
        json(exchange, 200, tokens(successor, resource()));
    }

    /// What the code of that request is for.
    private String audience(Map<String, String> form) {
        return audiences.getOrDefault(form.getOrDefault("code", ""), "");
    }

    private ObjectNode tokens(String refresh, String audience) {
        var claims = JSON.createObjectNode().put("aud", audience).toString();
        var part =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        var tokens = JSON.createObjectNode().put("access_token", "e30." + part + ".x");
        return has(Illness.NO_REFRESH_TOKEN) ? tokens : tokens.put("refresh_token", refresh);
    }

    private static ObjectNode error(String code) {
        return JSON.createObjectNode().put("error", code);
    }

    private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, body.toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            var parts = pair.split("=", 2);
            parameters.put(
                    parts[0].toLowerCase(Locale.ROOT),
                    URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
