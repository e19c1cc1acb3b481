package dev.carnet.bench.person;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// The REST API of one service, with one credential.
///
/// @param issuer any address of that service
/// @param credential an access token of that audience, or an API key
public record RestApi(URI issuer, HttpClient http, String credential) {

    private static final Duration WITHIN = Duration.ofSeconds(15);

    public RestApi(URI issuer, String credential) {
        this(
                issuer,
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build(),
                credential);
    }

    /// Posts a JSON document to a path below `/api/v1`; any status is an answer.
    public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())));
    }

    /// Posts what is about one version of the thing a path leads to; any status is an answer.
    public Answer post(String path, int version) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("If-Match", "\"" + version + "\"")
                        .POST(BodyPublishers.noBody()));
    }

    /// Puts a JSON document at a path below `/api/v1`; any status is an answer.
    public Answer put(String path, JsonNode body) throws IOException, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body.toString())));
    }

    /// Reads a path below `/api/v1`; any status is an answer.
    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(issuer.resolve("/api/v1" + path))
                .timeout(WITHIN)
                .header("Authorization", "Bearer " + credential);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(answer.uri(), answer.statusCode(), answer.body());
    }
}
