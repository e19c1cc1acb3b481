package dev.carnet.bench.person;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// Somebody with an e-mail address and a password, in front of a browser that keeps its cookies.
public final class Person {

    /// Never listens: the browser stops before it.
    private static final String CALLBACK = "http://127.0.0.1:9/callback";

    private static final int PAGES = 10;

    private final URI issuer;
    private final Map<String, String> typed;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();

    public Person(URI issuer, String email, String password) {
        this.issuer = issuer;
        this.typed = Map.of("email", email, "password", password);
    }

    /// Registers a public client, signs in where asked, allows every scope, and takes the tokens.
    public Tokens authorize(String resource, String scope)
            throws IOException, InterruptedException {
        return authorize(register(), resource, scope);
    }

    /// Registers a public client (RFC 7591) and returns its id.
    public String register() throws IOException, InterruptedException {
        var answer =
                send(
                        HttpRequest.newBuilder(issuer.resolve("/register"))
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                """
                                                {"client_name":"Carnet bench","redirect_uris":["%s"],"token_endpoint_auth_method":"none","grant_types":["authorization_code","refresh_token"],"application_type":"native"}\
                                                """
                                                        .formatted(CALLBACK))));
        return expect(answer, 201).get("client_id").asText();
    }

    /// One more authorization of a client that is registered already.
    public Tokens authorize(String clientId, String resource, String scope)
            throws IOException, InterruptedException {
        return authorize(clientId, resource, scope, Map.of());
    }

    /// The same with that workspace chosen on the consent page, whose links are this request with
    /// one parameter more.
    public Tokens authorizeIn(String workspace, String resource, String scope)
            throws IOException, InterruptedException {
        return authorize(register(), resource, scope, Map.of("carnet_workspace", workspace));
    }

    private Tokens authorize(
            String clientId, String resource, String scope, Map<String, String> more)
            throws IOException, InterruptedException {
        String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
        var query =
                new ArrayList<>(
                        List.of(
                                Map.entry("response_type", "code"),
                                Map.entry("client_id", clientId),
                                Map.entry("redirect_uri", CALLBACK),
                                Map.entry("scope", scope),
                                Map.entry("resource", resource),
                                Map.entry("state", "s"),
                                Map.entry("code_challenge", challenge(verifier)),
                                Map.entry("code_challenge_method", "S256")));
        query.addAll(more.entrySet());
        URI authorization = issuer.resolve("/authorize?" + Form.encode(query));
        return exchange(clientId, codeIn(browse(authorization, CALLBACK)), verifier, resource);
    }

    private Tokens exchange(String clientId, String code, String verifier, String resource)
            throws IOException, InterruptedException {
        JsonNode tokens =
                expect(
                        send(
                                form(
                                        issuer.resolve("/token"),
                                        Form.encode(
                                                List.of(
                                                        Map.entry(
                                                                "grant_type", "authorization_code"),
                                                        Map.entry("code", code),
                                                        Map.entry("code_verifier", verifier),
                                                        Map.entry("redirect_uri", CALLBACK),
                                                        Map.entry("client_id", clientId),
                                                        Map.entry("resource", resource))))),
                        200);
        return new Tokens(
                clientId,
                tokens.get("access_token").asText(),
                tokens.get("refresh_token").asText());
    }

    /// Goes from page to page, signs in and allows everything, until a page sends it to an address
    /// that begins like the callback; that one is returned, not visited.
    public URI browse(URI first, String callback) throws IOException, InterruptedException {
        return browse(first, callback, 1).getLast();
    }

    /// The same with Allow pressed so many times on the same page; where each press led.
    public List<URI> browse(URI first, String callback, int presses)
            throws IOException, InterruptedException {
        URI here = first;
        var answer = send(HttpRequest.newBuilder(here));
        for (int pages = 0; pages < PAGES; pages++) {
            var location = answer.headers().firstValue("Location").map(here::resolve);
            if (location.isPresent() && location.get().toString().startsWith(callback)) {
                return List.of(location.get());
            }
            if (location.isPresent()) {
                here = location.get();
                answer = send(HttpRequest.newBuilder(here));
            } else {
                var form = form(here, answer);
                if (presses > 1 && form.offers("Allow")) {
                    return press(here, form, callback, presses);
                }
                answer = submit(here, form);
            }
        }
        throw new IOException("no end to the pages at " + here);
    }

    private List<URI> press(URI here, Form form, String callback, int presses)
            throws IOException, InterruptedException {
        var led = new ArrayList<URI>();
        for (int press = 0; press < presses; press++) {
            var answer = submit(here, form);
            led.add(
                    answer.headers()
                            .firstValue("Location")
                            .filter(location -> location.startsWith(callback))
                            .map(URI::create)
                            .orElseThrow(() ->
                                    new IOException(
                                            answer.statusCode()
                                                    + " when Allow was pressed again at "
                                                    + here)));
        }
        return led;
    }

    /// Opens a page of the issuer, signs in where asked, and presses that button there.
    public void press(String path, String label) throws IOException, InterruptedException {
        press(path, label, Map.of());
    }

    /// The same with those fields filled in beside the button.
    public void press(String path, String label, Map<String, String> fields)
            throws IOException, InterruptedException {
        URI here = issuer.resolve(path);
        var answer = send(HttpRequest.newBuilder(here));
        for (int pages = 0; pages < PAGES; pages++) {
            var location = answer.headers().firstValue("Location").map(here::resolve);
            if (location.isPresent()) {
                here = location.get();
                answer = send(HttpRequest.newBuilder(here));
                continue;
            }
            var wanted = offering(answer, label);
            var form = wanted.isPresent() ? wanted.get() : form(here, answer);
            answer = submit(here, form, label, fields);
            if (wanted.isPresent()) {
                if (answer.statusCode() != 303) {
                    throw new IOException(answer.statusCode() + " when " + label + " was pressed");
                }
                return;
            }
        }
        throw new IOException("no " + label + " at " + here);
    }

    private static Optional<Form> offering(HttpResponse<String> page, String label) {
        return Form.of(page.body()).stream().filter(one -> one.offers(label)).findFirst();
    }

    private static Form form(URI here, HttpResponse<String> page) throws IOException {
        return Form.of(page.body()).stream()
                .filter(one -> one.has("password") || one.offers("Allow"))
                .findFirst()
                .orElseThrow(() ->
                        new Unexpected(
                                page.statusCode(),
                                page.statusCode() + " at " + here + " has no form to fill in"));
    }

    /// The hidden token of the consent form for that client, of somebody who is signed in.
    public String formToken(String clientId, String resource)
            throws IOException, InterruptedException {
        var query =
                List.of(
                        Map.entry("response_type", "code"),
                        Map.entry("client_id", clientId),
                        Map.entry("redirect_uri", CALLBACK),
                        Map.entry("resource", resource),
                        Map.entry("code_challenge", challenge("nobody knows")),
                        Map.entry("code_challenge_method", "S256"));
        URI page = issuer.resolve("/authorize?" + Form.encode(query));
        var form = form(page, send(HttpRequest.newBuilder(page)));
        return form.inputs().stream()
                .filter(input -> "csrf".equals(input.get("name")))
                .map(input -> input.getOrDefault("value", ""))
                .findFirst()
                .orElseThrow(() -> new IOException("the consent form has no token"));
    }

    /// The value of this browser's `Cookie` header at the issuer.
    public String cookies() {
        return cookies.getCookieStore().get(issuer).stream()
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private HttpResponse<String> submit(URI here, Form form)
            throws IOException, InterruptedException {
        return submit(here, form, "Allow", Map.of());
    }

    private HttpResponse<String> submit(
            URI here, Form form, String label, Map<String, String> fields)
            throws IOException, InterruptedException {
        URI target = form.action().isEmpty() ? here : here.resolve(form.action());
        var all = new HashMap<>(typed);
        all.putAll(fields);
        return send(
                form(target, form.filled(all, label))
                        .header("Origin", target.getScheme() + "://" + target.getAuthority()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return browser.send(
                request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder form(URI target, String body) {
        return HttpRequest.newBuilder(target)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    private static JsonNode expect(HttpResponse<String> answer, int status) throws IOException {
        return new Answer(answer.uri(), answer.statusCode(), answer.body()).expect(status);
    }

    private static String codeIn(URI callback) throws IOException {
        for (String pair : callback.getRawQuery().split("&", -1)) {
            if (pair.startsWith("code=")) {
                return pair.substring("code=".length());
            }
        }
        boolean undecided = callback.getRawQuery().contains("error=temporarily_unavailable");
        throw new Unexpected(undecided ? 503 : 400, "no code at " + callback);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
