package dev.carnet.testing;

import static dev.carnet.testing.OtherAnswers.answer;
import static dev.carnet.testing.OtherAnswers.challenge;
import static dev.carnet.testing.OtherAnswers.decoded;
import static dev.carnet.testing.OtherAnswers.form;
import static dev.carnet.testing.OtherAnswers.json;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Somebody else's MCP server on loopback, with an authorization server of its own that means it:
/// codes count once and with their PKCE verifier, refresh tokens are replaced at each use and a
/// spent one ends its family, revoked tokens are dead. A test bends single answers.
public final class OtherService implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, String> access = new ConcurrentHashMap<>();
    private final Map<String, String> refresh = new ConcurrentHashMap<>();
    private final Map<String, String> spent = new ConcurrentHashMap<>();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    /// Members of its metadata that a test wants otherwise; an empty one is left out.
    public final Map<String, Object> bent = new ConcurrentHashMap<>();

    /// Every request to its MCP endpoint: path, then the headers, in lower case.
    public final List<Map<String, String>> heard = new CopyOnWriteArrayList<>();

    /// Every message its MCP endpoint understood and answered: the method.
    public final List<String> answered = new CopyOnWriteArrayList<>();

    /// Every request to anything of it, to the last byte.
    public final List<String> raw = new CopyOnWriteArrayList<>();

    /// The status of its MCP endpoint for tool calls that show a token which counts.
    public volatile int toolStatus = 200;

    /// The status of its MCP endpoint for whatever it is asked, if it is not to answer.
    public volatile int mcpStatus = 200;

    /// What its refusal of a tool call says.
    public volatile String toolChallenge = "Bearer error=\"invalid_token\"";

    /// Every form its token endpoint got.
    public final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();

    /// Every token that was revoked.
    public final List<String> revoked = new CopyOnWriteArrayList<>();

    /// How many clients registered.
    public final List<String> registered = new CopyOnWriteArrayList<>();

    /// How long its access tokens live, in seconds.
    public volatile int seconds = 3600;

    /// The status of its token endpoint, if it is not to answer as it should.
    public volatile int tokenStatus = 200;

    /// Runs after it has renewed tokens and before it says so.
    public volatile Runnable afterRenewal = () -> {};

    /// Which resource its metadata speak for, if not for itself.
    public volatile String speaksFor = "";

    /// Which authorization server its metadata name, if not itself.
    public volatile String movedTo = "";

    /// Clients it knows by their documents, which it fetched.
    public final List<String> documents = new CopyOnWriteArrayList<>();

    /// Whether its refusals say where its metadata are.
    public volatile boolean pointing = true;

    /// Whether it really is at `/mcp/`, sends callers of `/mcp` on with that, and has its metadata
    /// only where its refusals say.
    public volatile Optional<String> slashed = Optional.empty();

    /// Opens on a free port.
    public OtherService() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    /// Its origin, which is its issuer, too.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// The address of its MCP endpoint.
    public String mcp() {
        return url() + "/mcp";
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String text = new String(body, StandardCharsets.UTF_8);
        raw.add(
                exchange.getRequestURI()
                        + "\n"
                        + exchange.getRequestHeaders().entrySet()
                        + "\n"
                        + text);
        switch (exchange.getRequestURI().getPath()) {
            case "/mcp" -> front(exchange, text);
            case "/mcp/" -> mcp(exchange, text);
            case "/metadata" -> json(exchange, 200, resource());
            case "/.well-known/oauth-protected-resource/mcp" ->
                    json(exchange, slashed.isPresent() ? 404 : 200, resource());
            case "/.well-known/oauth-authorization-server" -> json(exchange, 200, metadata());
            case "/register" -> register(exchange, text);
            case "/token" -> token(exchange, form(text));
            case "/revoke" -> revoke(exchange, form(text));
            default -> json(exchange, 404, Map.of());
        }
    }

    private Map<String, Object> resource() {
        return Map.of(
                "resource",
                speaksFor.isEmpty() ? mcp() : speaksFor,
                "authorization_servers",
                List.of(movedTo.isEmpty() ? url() : movedTo),
                "scopes_supported",
                List.of("notes"));
    }

    private Map<String, Object> metadata() {
        var all = new TreeMap<String, Object>();
        all.put("issuer", url());
        all.put("authorization_endpoint", url() + "/authorize");
        all.put("token_endpoint", url() + "/token");
        all.put("registration_endpoint", url() + "/register");
        all.put("revocation_endpoint", url() + "/revoke");
        all.put("code_challenge_methods_supported", List.of("S256"));
        all.put("scopes_supported", List.of("notes", "offline_access"));
        all.put("authorization_response_iss_parameter_supported", true);
        all.putAll(bent);
        all.values().removeIf(""::equals);
        return all;
    }

    private void register(HttpExchange exchange, String body) throws IOException {
        String id = "client-" + UUID.randomUUID();
        String secret = "secret & " + UUID.randomUUID();
        registered.add(body);
        secrets.put(id, secret);
        json(
                exchange,
                201,
                Map.of(
                        "client_id",
                        id,
                        "client_secret",
                        secret,
                        "token_endpoint_auth_method",
                        "client_secret_basic"));
    }

    /// Tokens of that account, without a browser.
    public Tokens grant(String account) {
        var tokens = new Tokens("at-" + UUID.randomUUID(), "rt-" + UUID.randomUUID());
        access.put(tokens.access(), account);
        refresh.put(tokens.refresh(), account);
        return tokens;
    }

    /// What was given.
    public record Tokens(String access, String refresh) {}

    /// What a browser gets that was sent here and whose person agrees: the way back.
    ///
    /// @param account whose tokens they will be
    public String agree(String location, String account) {
        var asked = form(location.substring(location.indexOf('?') + 1));
        String client = asked.getOrDefault("client_id", "");
        if (client.startsWith("http")) {
            documents.add(OtherAnswers.described(client, asked.getOrDefault("redirect_uri", "")));
        }
        String code = UUID.randomUUID().toString();
        var bound = new HashMap<>(asked);
        bound.put("account", account);
        codes.put(code, bound);
        return asked.get("redirect_uri")
                + "?code="
                + code
                + "&state="
                + asked.get("state")
                + "&iss="
                + URLEncoder.encode(url(), StandardCharsets.UTF_8);
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        forms.add(form);
        if (tokenStatus != 200) {
            json(exchange, tokenStatus, Map.of());
        } else if (!proven(exchange, form)) {
            json(exchange, 401, Map.of("error", "invalid_client"));
        } else if ("refresh_token".equals(form.get("grant_type"))) {
            renew(exchange, form.getOrDefault("refresh_token", ""));
        } else {
            redeem(exchange, form);
        }
    }

    private boolean proven(HttpExchange exchange, Map<String, String> form) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return !secrets.containsKey(form.getOrDefault("client_id", ""));
        }
        byte[] decoded = Base64.getDecoder().decode(header.substring("Basic ".length()));
        String[] pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
        return decoded(pair[1]).equals(secrets.get(decoded(pair[0])));
    }

    private void redeem(HttpExchange exchange, Map<String, String> form) throws IOException {
        var bound = Optional.ofNullable(codes.remove(form.getOrDefault("code", "")));
        var right = bound.filter(it -> fits(it, form)).map(it -> it.getOrDefault("account", ""));
        if (right.isPresent()) {
            give(exchange, right.get());
        } else {
            json(exchange, 400, Map.of("error", "invalid_grant"));
        }
    }

    private boolean fits(Map<String, String> bound, Map<String, String> form) {
        return challenge(form.getOrDefault("code_verifier", "")).equals(bound.get("code_challenge"))
                && form.getOrDefault("redirect_uri", "").equals(bound.get("redirect_uri"))
                && (form.get("client_id") == null
                        || form.get("client_id").equals(bound.get("client_id")))
                && mcp().equals(form.get("resource"));
    }

    private void renew(HttpExchange exchange, String token) throws IOException {
        String account = refresh.remove(token);
        if (account == null) {
            String family = spent.getOrDefault(token, "");
            refresh.values().removeIf(family::equals);
            access.values().removeIf(family::equals);
            json(exchange, 400, Map.of("error", "invalid_grant"));
        } else {
            spent.put(token, account);
            give(exchange, account);
        }
    }

    private void give(HttpExchange exchange, String account) throws IOException {
        Tokens tokens = grant(account);
        afterRenewal.run();
        json(
                exchange,
                200,
                Map.of(
                        "access_token",
                        tokens.access(),
                        "token_type",
                        "bearer",
                        "expires_in",
                        seconds,
                        "refresh_token",
                        tokens.refresh()));
    }

    private void revoke(HttpExchange exchange, Map<String, String> form) throws IOException {
        String token = form.getOrDefault("token", "");
        revoked.add(token);
        withdraw(refresh.getOrDefault(token, access.getOrDefault(token, "")));
        json(exchange, 200, Map.of());
    }

    /// Everything that account gave is dead from now on.
    public void withdraw(String account) {
        refresh.values().removeIf(account::equals);
        access.values().removeIf(account::equals);
    }

    /// The access tokens of that account end; its refresh tokens live.
    public void forgetAccess(String account) {
        access.values().removeIf(account::equals);
    }

    private void front(HttpExchange exchange, String body) throws IOException {
        if (slashed.isPresent()) {
            exchange.getResponseHeaders().add("Location", slashed.get());
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        } else {
            mcp(exchange, body);
        }
    }

    private void mcp(HttpExchange exchange, String body) throws IOException {
        var seen = new TreeMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        seen.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
        heard.add(seen);
        String token = seen.getOrDefault("authorization", "").replaceFirst("(?i)^bearer ", "");
        String account = access.get(token);
        boolean calls = body.contains("\"tools/call\"");
        if (mcpStatus != 200) {
            json(exchange, mcpStatus, Map.of());
        } else if (account != null && calls && toolStatus != 200) {
            exchange.getResponseHeaders().add("WWW-Authenticate", toolChallenge);
            json(exchange, toolStatus, Map.of());
        } else if (account != null) {
            answered.add(answer(exchange, body, account));
        } else {
            String where =
                    slashed.isPresent()
                            ? url() + "/metadata"
                            : url() + "/.well-known/oauth-protected-resource/mcp";
            String pointer =
                    pointing
                            ? "Bearer resource_metadata=\"" + where + "\", scope=\"notes\""
                            : "Bearer";
            exchange.getResponseHeaders().add("WWW-Authenticate", pointer);
            json(exchange, 401, Map.of());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
