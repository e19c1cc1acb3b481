package dev.carnet.journeys.kills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Creates API keys and throws them away again. A creation that was not answered is tried again
/// with the same Idempotency-Key until it is.
final class KeyMaker implements Runnable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 100;

    private final HttpClient http;
    private final URI issuer;
    private final String key;
    private final Answers answers;
    private final BooleanSupplier goOn;

    KeyMaker(HttpClient http, URI issuer, String key, Answers answers, BooleanSupplier goOn) {
        this.http = http;
        this.issuer = issuer;
        this.key = key;
        this.answers = answers;
        this.goOn = goOn;
    }

    @Override
    public void run() {
        try {
            while (goOn.getAsBoolean()) {
                String name = "made-" + UUID.randomUUID();
                Done made = untilAnswered("create key", creation(name), 201);
                String id = made.body().path("id").asText();
                answers.key(new MadeKey(name, id, made.tries()));
                untilAnswered("revoke key", removal(id), 200);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private record Done(JsonNode body, int tries) {}

    /// Goes on after the callers have stopped, until this one thing is answered.
    private Done untilAnswered(String door, HttpRequest request, int status)
            throws InterruptedException {
        for (int tries = 1; ; tries++) {
            Optional<JsonNode> answer = once(door, request, status);
            if (answer.isPresent()) {
                return new Done(answer.get(), tries);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private Optional<JsonNode> once(String door, HttpRequest request, int status)
            throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == status) {
                return Optional.of(JSON.readTree(answer.body()));
            }
            answers.other(Other.answer(door, answer.statusCode(), answer.body()));
        } catch (IOException unanswered) {
            answers.other(Other.silence(door));
        }
        return Optional.empty();
    }

    private HttpRequest creation(String name) {
        return request("/api/v1/keys")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", name)
                .POST(
                        BodyPublishers.ofString(
                                """
                                {"name":"%s","kind":"personal","access":"read","expires":"30d"}\
                                """
                                        .formatted(name)))
                .build();
    }

    private HttpRequest removal(String id) {
        return request("/api/v1/keys/" + id).DELETE().build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(issuer.resolve(path))
                .timeout(WITHIN)
                .header("Authorization", "Bearer " + key);
    }
}
