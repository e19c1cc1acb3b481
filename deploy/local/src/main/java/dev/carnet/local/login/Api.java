package dev.carnet.local.login;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.local.home.Home;
import dev.carnet.local.login.ProofKey.About;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Optional;

/// The REST API of the Carnet that was signed in to. A token that ends is refreshed by one process
/// at a time: two at once would look like theft to the server.
public final class Api {

    private final Http http = new Http();
    private final Home home;
    private final Desk desk;
    private final Clock clock;

    /// auth-server's, with the credentials in that home.
    public Api(Home home, Clock clock) {
        this(home, Desk.ISSUER, clock);
    }

    /// That one, with its credentials in that home.
    public Api(Home home, Desk desk, Clock clock) {
        this.home = home;
        this.desk = desk;
        this.clock = clock;
    }

    /// Gets a path below the API.
    public JsonNode get(String path) throws IOException {
        var credentials = credentials();
        return body(http.get(url(credentials, path), token(credentials)));
    }

    /// Posts a body to a path below the API.
    public JsonNode post(String path, JsonNode body) throws IOException {
        var credentials = credentials();
        return body(http.post(url(credentials, path), body, token(credentials)));
    }

    /// Posts what is about one version of the thing a path leads to.
    public JsonNode post(String path, int version) throws IOException {
        var credentials = credentials();
        return body(http.post(url(credentials, path), version, token(credentials)));
    }

    /// The same with proof of a key; a server that wants a nonce in it is asked once more.
    ///
    /// @param passport what is shown with it, if anything is
    public JsonNode post(String path, JsonNode body, ProofKey key, Optional<String> passport)
            throws IOException {
        var credentials = credentials();
        var url = url(credentials, path);
        var answer = proven(credentials, url, body, key, new About(passport, Optional.empty()));
        return body(
                answer.ok() || answer.nonce().isEmpty()
                        ? answer
                        : proven(credentials, url, body, key, new About(passport, answer.nonce())));
    }

    private Http.Answer proven(
            Credentials credentials, URI url, JsonNode body, ProofKey key, About about)
            throws IOException {
        String proof = key.proof("POST", url, about, clock.instant());
        return http.proven(url, body, token(credentials), proof);
    }

    /// Puts a body to a path below the API.
    public JsonNode put(String path, JsonNode body) throws IOException {
        var credentials = credentials();
        return body(http.put(url(credentials, path), body, token(credentials)));
    }

    /// Deletes what is at a path below the API.
    public JsonNode delete(String path) throws IOException {
        var credentials = credentials();
        return body(http.delete(url(credentials, path), token(credentials)));
    }

    private static JsonNode body(Http.Answer answer) throws Refused {
        if (!answer.ok()) {
            throw new Refused(answer.reason());
        }
        return answer.body();
    }

    private static URI url(Credentials credentials, String path) {
        return URI.create(credentials.resource() + path);
    }

    private static Optional<String> token(Credentials credentials) {
        return Optional.of(credentials.accessToken());
    }

    private Credentials credentials() throws IOException {
        var known = Credentials.read(home, desk);
        if (known.fresh(clock.instant())) {
            return known;
        }
        var lock = home.folder().resolve(desk.credentials(home).getFileName() + ".lock");
        try (var channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            var latest = Credentials.read(home, desk);
            return latest.fresh(clock.instant()) ? latest : refreshed(latest);
        }
    }

    private Credentials refreshed(Credentials old) throws IOException {
        var server = ServerMetadata.of(old.issuer(), http);
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", "refresh_token");
        fields.put("client_id", old.clientId());
        fields.put("refresh_token", old.refreshToken());
        fields.put("resource", old.resource());
        var answer = http.form(server.token(), fields);
        if (!answer.ok()) {
            throw new Refused(
                    "the sign-in has ended (%s): run %s again"
                            .formatted(answer.reason(), desk.login()));
        }
        var fresh =
                Credentials.of(
                        old.issuer(), old.clientId(), old.resource(), answer, clock.instant());
        fresh.write(home, desk);
        return fresh;
    }
}
