package dev.carnet.local.login;

import dev.carnet.local.home.Home;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Signing in: discover → register → browser → code → tokens.
public final class SignIn {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SCOPES = "carnet:read carnet:write carnet:operate";

    private final Http http = new Http();
    private final Home home;
    private final Clock clock;
    private final Consumer<URI> browser;

    /// @param browser shows a URL to the person
    public SignIn(Home home, Clock clock, Consumer<URI> browser) {
        this.home = home;
        this.clock = clock;
        this.browser = browser;
    }

    /// What both requests of an attempt must say the same about.
    private record Attempt(String client, String redirect, String resource, Secrets secrets) {}

    /// Signs a person in at that issuer for its REST API, and keeps what came of it in the home.
    public void at(String issuer) throws IOException {
        at(issuer, issuer + "/api/v1", Desk.ISSUER);
    }

    /// Signs a person in at that issuer for the REST API of a gateway.
    ///
    /// @param resource the API's URL
    public void atGateway(String issuer, String resource) throws IOException {
        at(issuer, resource, Desk.GATEWAY);
    }

    private void at(String issuer, String resource, Desk desk) throws IOException {
        var server = ServerMetadata.of(issuer, http);
        var secrets = Secrets.fresh();
        try (var callback = Callback.listen(secrets.state())) {
            var client = register(server, callback.uri());
            var attempt = new Attempt(client, callback.uri(), resource, secrets);
            browser.accept(authorization(server, attempt));
            var code = code(callback.await(PATIENCE), issuer);
            var tokens = exchange(server, attempt, code);
            Credentials.of(issuer, client, attempt.resource(), tokens, clock.instant())
                    .write(home, desk);
        }
    }

    /// RFC 7591: a public client of this machine.
    private String register(ServerMetadata server, String redirect) throws IOException {
        var metadata = Http.JSON.createObjectNode();
        metadata.put("client_name", "carnet command line");
        metadata.put("application_type", "native");
        metadata.put("token_endpoint_auth_method", "none");
        metadata.putArray("redirect_uris").add(redirect);
        metadata.putArray("grant_types").add("authorization_code").add("refresh_token");
        metadata.putArray("response_types").add("code");
        var answer = http.post(server.registration(), metadata, Optional.empty());
        if (!answer.ok()) {
            throw new Refused("the server did not register this client: " + answer.reason());
        }
        return answer.text("client_id");
    }

    private static URI authorization(ServerMetadata server, Attempt attempt) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("response_type", "code");
        fields.put("client_id", attempt.client());
        fields.put("redirect_uri", attempt.redirect());
        fields.put("scope", SCOPES);
        fields.put("state", attempt.secrets().state());
        fields.put("resource", attempt.resource());
        fields.put("code_challenge_method", "S256");
        fields.put("code_challenge", attempt.secrets().challenge());
        return URI.create(server.authorization() + "?" + Http.encode(fields));
    }

    /// RFC 9207: the response must come from the issuer this began with.
    private static String code(Map<String, String> response, String issuer) throws Refused {
        if (!issuer.equals(response.get("iss"))) {
            throw new Refused("the browser came back from another issuer");
        }
        var code = response.get("code");
        if (code == null) {
            var error = response.getOrDefault("error", "no code");
            throw new Refused(
                    "not signed in: "
                            + Http.printable(response.getOrDefault("error_description", error)));
        }
        return code;
    }

    private Http.Answer exchange(ServerMetadata server, Attempt attempt, String code)
            throws IOException {
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", "authorization_code");
        fields.put("client_id", attempt.client());
        fields.put("redirect_uri", attempt.redirect());
        fields.put("code", code);
        fields.put("code_verifier", attempt.secrets().verifier());
        fields.put("resource", attempt.resource());
        var answer = http.form(server.token(), fields);
        if (!answer.ok()) {
            throw new Refused("the server gave no tokens: " + answer.reason());
        }
        return answer;
    }
}
