package dev.carnet.local.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Small JSON requests: no redirects, a time limit, a limit to the answer's size.
final class Http {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES = 1 << 20;

    /// Where servers say why (RFC 9457, RFC 6749 §5.2), best first.
    private static final List<String> REASONS =
            List.of("detail", "error_description", "title", "error");

    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    /// What a server answered.
    ///
    /// @param nonce that the next DPoP proof has to carry, if the server says so
    record Answer(int status, JsonNode body, Optional<String> nonce) {

        boolean ok() {
            return status / 100 == 2;
        }

        /// A member that must be a non-empty text.
        String text(String member) throws Refused {
            var value = body.path(member);
            if (!value.isTextual() || value.textValue().isEmpty()) {
                throw new Refused("the server's answer lacks " + member);
            }
            return value.textValue();
        }

        /// Why it refused, in its own words, and what it says of each field.
        String reason() {
            String why =
                    REASONS.stream()
                            .map(body::path)
                            .filter(JsonNode::isTextual)
                            .map(reason -> printable(reason.textValue()))
                            .findFirst()
                            .orElse("status " + status);
            String fields =
                    body.path("errors")
                            .valueStream()
                            .map(Answer::field)
                            .filter(field -> !field.isBlank() && !why.contains(field))
                            .collect(Collectors.joining("; "));
            return fields.isEmpty() ? why : why + " " + fields;
        }

        private static String field(JsonNode error) {
            String at = error.path("pointer").asText();
            return printable(at + " " + error.path("detail").asText()).strip();
        }
    }

    Answer get(URI url, Optional<String> token) throws IOException {
        return send(request(url, token).GET().build());
    }

    Answer post(URI url, JsonNode body, Optional<String> token) throws IOException {
        return send(
                request(url, token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build());
    }

    /// What is about one version.
    Answer post(URI url, int version, Optional<String> token) throws IOException {
        return send(
                request(url, token)
                        .header("If-Match", "\"" + version + "\"")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
    }

    /// A body with proof of a key.
    Answer proven(URI url, JsonNode body, Optional<String> token, String proof) throws IOException {
        return send(
                request(url, token)
                        .header("Content-Type", "application/json")
                        .header("DPoP", proof)
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build());
    }

    Answer put(URI url, JsonNode body, Optional<String> token) throws IOException {
        return send(
                request(url, token)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build());
    }

    Answer delete(URI url, Optional<String> token) throws IOException {
        return send(request(url, token).DELETE().build());
    }

    Answer form(URI url, Map<String, String> fields) throws IOException {
        return send(
                request(url, Optional.empty())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(encode(fields)))
                        .build());
    }

    /// `a=b&c=d`, percent-encoded.
    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// Text of a server as a terminal may show it: nothing that moves the cursor.
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(URI url, Optional<String> token) {
        var request =
                HttpRequest.newBuilder(url).timeout(PATIENCE).header("Accept", "application/json");
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return request;
    }

    private Answer send(HttpRequest request) throws IOException {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                return new Answer(
                        response.statusCode(),
                        json(body.readNBytes(ANSWER_BYTES)),
                        response.headers().firstValue("DPoP-Nonce"));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (ConnectException _) {
            throw new Refused("nobody answers at " + request.uri().resolve("/"));
        }
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JsonProcessingException _) {
            return JSON.createObjectNode();
        }
    }
}
