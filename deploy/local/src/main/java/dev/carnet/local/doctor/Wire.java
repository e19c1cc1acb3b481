package dev.carnet.local.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/// Requests as clients send them: no redirects, a time limit, a limit to the answer's size.
final class Wire {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES = 1 << 20;
    private static final int SHOWN_CHARACTERS = 160;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    /// What came back.
    record Answer(URI from, int status, HttpHeaders headers, String body) {

        boolean ok() {
            return status == 200 || status == 201;
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /// Whether it says that it is JSON, and is an object.
        boolean isJson() {
            return header("Content-Type").startsWith("application/json") && document().isObject();
        }

        /// The body; something missing when it is not JSON.
        JsonNode document() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException _) {
                return JSON.missingNode();
            }
        }

        String text(String member) {
            return document().path(member).asText("");
        }

        /// Status and beginning, for a complaint.
        String shown() {
            var begin = body.substring(0, Math.min(body.length(), SHOWN_CHARACTERS));
            return status + " from " + from.getPath() + ": " + printable(begin);
        }
    }

    Answer get(URI url, Map<String, String> headers) throws IOException, InterruptedException {
        return send(request(url, headers).GET());
    }

    Answer form(URI url, Map<String, String> fields, Map<String, String> headers)
            throws IOException, InterruptedException {
        return send(
                request(url, headers)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encode(fields))));
    }

    Answer json(URI url, JsonNode body) throws IOException, InterruptedException {
        return send(
                request(url, Map.of())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())));
    }

    /// What a browser asks before a page of that origin may POST.
    Answer preflight(URI url, String origin, String method)
            throws IOException, InterruptedException {
        var headers =
                Map.of(
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        method,
                        "Access-Control-Request-Headers",
                        "content-type,mcp-protocol-version");
        return send(request(url, headers).method("OPTIONS", BodyPublishers.noBody()));
    }

    /// `a=b&c=d`, percent-encoded.
    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// Text of a server as a terminal may show it: nothing that moves the cursor.
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder request(URI url, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(url).timeout(PATIENCE);
        headers.forEach(request::header);
        return headers.containsKey("Accept")
                ? request
                : request.header("Accept", "application/json");
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            var text = new String(body.readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8);
            return new Answer(answer.uri(), answer.statusCode(), answer.headers(), text);
        }
    }
}
