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
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// Calls a tool over and over, at whichever replica, and keeps every receipt.
final class Caller implements Runnable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 300;
    private static final String CALL =
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"kills","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}\
            """;

    private final HttpClient http;
    private final List<URI> replicas;
    private final String key;
    private final Answers answers;
    private final BooleanSupplier goOn;
    private final SplittableRandom random;

    Caller(
            HttpClient http,
            List<URI> replicas,
            String key,
            Answers answers,
            BooleanSupplier goOn,
            SplittableRandom random) {
        this.http = http;
        this.replicas = replicas;
        this.key = key;
        this.answers = answers;
        this.goOn = goOn;
        this.random = random;
    }

    @Override
    public void run() {
        try {
            while (goOn.getAsBoolean()) {
                once();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() throws InterruptedException {
        String trace = "%016x%016x".formatted(random.nextLong(), random.nextLong());
        URI replica = replicas.get(random.nextInt(replicas.size()));
        try {
            note(trace, http.send(request(replica, trace), BodyHandlers.ofString()));
        } catch (IOException unanswered) {
            answers.other(Other.silence("tools/call"));
        }
    }

    private void note(String trace, HttpResponse<String> answer) throws IOException {
        JsonNode receipt =
                answer.statusCode() == 200
                        ? message(answer.body()).at("/result/_meta/dev.carnet~1receipt")
                        : JSON.missingNode();
        if (receipt.isObject()) {
            answers.call(
                    new Acknowledged(
                            trace,
                            receipt.path("log").asText(),
                            receipt.path("seq").asLong(),
                            receipt.path("leaf").asText()));
        } else {
            answers.other(Other.answer("tools/call", answer.statusCode(), answer.body()));
        }
    }

    /// The JSON-RPC message of an answer, also when it came as an event stream.
    private static JsonNode message(String body) throws IOException {
        String last = body;
        for (String line : body.lines().toList()) {
            last = line.startsWith("data:") ? line.substring("data:".length()) : last;
        }
        return JSON.readTree(last);
    }

    private HttpRequest request(URI replica, String trace) {
        return HttpRequest.newBuilder(replica)
                .timeout(WITHIN)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "whoami")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofString(CALL))
                .build();
    }
}
