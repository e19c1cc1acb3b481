package dev.carnet.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.bench.load.Latencies;
import dev.carnet.bench.load.Measurement;
import dev.carnet.bench.person.RestApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Passports that are used at every replica, withdrawn, and used once more at every replica.
final class RevocationLoad {

    private static final int REFUSED = 401;

    private final RestApi rest;
    private final List<URI> replicas;
    private final CallLoad.Request call;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Latencies answered = new Latencies();
    private final Latencies refused = new Latencies();
    private long notRevoked;
    private long notRefused;

    RevocationLoad(RestApi rest, List<URI> replicas, CallLoad.Request call) {
        this.rest = rest;
        this.replicas = replicas;
        this.call = call;
    }

    /// How long the REST answer took, and how long until every replica had refused a call that was
    /// started after that answer. A call that was let in after it counts as an error.
    record Result(Measurement answered, Measurement refused) {}

    Result run(String agent, int times) throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (int number = 0; number < times; number++) {
            once(agent);
        }
        long nanos = System.nanoTime() - began;
        return new Result(
                Measurement.of(1, answered.all(), nanos, notRevoked, ""),
                Measurement.of(1, refused.all(), nanos, notRefused, ""));
    }

    private void once(String agent) throws IOException, InterruptedException {
        var passport = rest.post("/passports", passport(agent)).expect(201);
        String token = passport.get("token").asText();
        if (!everywhere(token, 200)) {
            throw new IOException("a fresh passport is not accepted at every replica");
        }
        long began = System.nanoTime();
        int status = rest.post("/revocations", order(passport.get("jti").asText())).status();
        long answer = System.nanoTime() - began;
        boolean everyone = everywhere(token, REFUSED);
        if (status / 100 == 2) {
            answered.add(answer);
        } else {
            notRevoked++;
        }
        if (everyone) {
            refused.add(System.nanoTime() - began);
        } else {
            notRefused++;
        }
    }

    private boolean everywhere(String token, int status) {
        var calls =
                replicas.stream()
                        .map(replica ->
                                http.sendAsync(request(replica, token), BodyHandlers.ofString()))
                        .toList();
        return calls.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .allMatch(code -> code == status);
    }

    private HttpRequest request(URI replica, String token) {
        var request =
                HttpRequest.newBuilder(replica.resolve("/mcp"))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(call.body()));
        call.headers().forEach(request::header);
        return request.build();
    }

    private static ObjectNode passport(String agent) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("agent_id", agent).put("ttl_seconds", 300);
        body.putObject("intent").put("summary", "bench");
        body.putArray("scopes").add("carnet:read");
        return body;
    }

    private static ObjectNode order(String jti) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "passport")
                .put("id", jti)
                .put("reason", "bench");
    }
}
