package dev.carnet.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// What `OtherService` says, and how it reads what it is told.
final class OtherAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OtherAnswers() {}

    /// Speaks enough of the revision of 2025-11-25 for one tool, one prompt and one resource that
    /// say whose token it got.
    ///
    /// @return the method
    static String answer(HttpExchange exchange, String body, String account) throws IOException {
        var request = JSON.readTree(body.isEmpty() ? "{}" : body);
        String method = request.path("method").asText();
        var result =
                switch (method) {
                    case "initialize" -> hello();
                    case "tools/list" -> Map.of("tools", List.of(tool()));
                    case "tools/call" ->
                            Map.of("content", List.of(Map.of("type", "text", "text", account)));
                    case "prompts/list" -> Map.of("prompts", List.of(Map.of("name", "hello")));
                    case "prompts/get" -> Map.of("messages", List.of());
                    case "resources/list" ->
                            Map.of("resources", List.of(Map.of("uri", "note:1", "name", "one")));
                    case "resources/templates/list" -> Map.of("resourceTemplates", List.of());
                    case "resources/read" ->
                            Map.of("contents", List.of(Map.of("uri", "note:1", "text", account)));
                    default -> Map.of();
                };
        if (request.has("id")) {
            json(
                    exchange,
                    200,
                    Map.of("jsonrpc", "2.0", "id", request.get("id"), "result", result));
        } else {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        }
        return method;
    }

    private static Map<String, Object> hello() {
        return Map.of(
                "protocolVersion",
                "2025-11-25",
                "capabilities",
                Map.of("tools", Map.of(), "prompts", Map.of(), "resources", Map.of()),
                "serverInfo",
                Map.of("name", "notes", "version", "1"));
    }

    private static Map<String, Object> tool() {
        return Map.of(
                "name",
                "whose",
                "description",
                "Says whose token it got.",
                "inputSchema",
                Map.of("type", "object"),
                "annotations",
                Map.of("readOnlyHint", true));
    }

    static void json(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = bytes(body);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /// Fetches the document that a client is known by, and takes it only if it is about that client
    /// and knows that way back (draft-ietf-oauth-client-id-metadata-document-02 §4.1).
    static String described(String client, String redirect) {
        try (var http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(client)).build(),
                            HttpResponse.BodyHandlers.ofString());
            JsonNode document = JSON.readTree(answer.body());
            boolean known =
                    StreamSupport.stream(document.path("redirect_uris").spliterator(), false)
                            .anyMatch(one -> one.asText().equals(redirect));
            if (answer.statusCode() != 200
                    || !document.path("client_id").asText().equals(client)
                    || !known
                    || !document.path("token_endpoint_auth_method").asText().equals("none")) {
                throw new IllegalStateException(answer.statusCode() + " " + document);
            }
            return client;
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static byte[] bytes(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Map<String, String> form(String text) {
        var fields = new HashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
