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
    private static final long PAUSE_MILLIS = 200;

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
                String name = "made " + UUID.randomUUID();
                MadeKey made =
                        new MadeKey(name, untilAnswered(creation(name), 201).path("id").asText());
                answers.key(made);
                untilAnswered(removal(made.id()), 204);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /// Goes on after the callers have stopped, until this one thing is answered.
    private JsonNode untilAnswered(HttpRequest request, int status) throws InterruptedException {
        while (true) {
            Optional<JsonNode> answer = once(request, status);
            if (answer.isPresent()) {
                return answer.get();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private Optional<JsonNode> once(HttpRequest request, int status) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == status) {
                return Optional.of(JSON.readTree(answer.body()));
            }
            answers.other("REST " + answer.statusCode() + " " + answer.body());
        } catch (IOException unanswered) {
            answers.other("REST no answer");
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
