package dev.carnet.auth.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.testing.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.function.Supplier;

/// The token endpoint for many callers at once: a plain client that may be shared.
final class Wire {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Wire() {}

    /// An answer in JSON.
    record Answer(int status, JsonNode body) {

        String text(String member) {
            return body.path(member).asText("");
        }
    }

    static Answer token(Map<String, String> form) {
        return Patience.ask(() -> tokenOnce(form), answer -> answer.status() == 503);
    }

    /// The same with a fresh proof each time.
    static Answer token(Map<String, String> form, Supplier<String> proof) {
        return Patience.ask(() -> tokenOnce(form, proof.get()), answer -> answer.status() == 503);
    }

    static Answer tokenOnce(Map<String, String> form) {
        return send(request(form).build());
    }

    static Answer tokenOnce(Map<String, String> form, String proof) {
        return send(request(form).header("DPoP", proof).build());
    }

    private static HttpRequest.Builder request(Map<String, String> form) {
        return HttpRequest.newBuilder(URI.create(World.current().issuer() + "/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Browser.encode(form)));
    }

    private static Answer send(HttpRequest request) {
        try {
            var answer = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
