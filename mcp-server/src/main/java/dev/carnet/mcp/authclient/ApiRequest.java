package dev.carnet.mcp.authclient;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One request to auth-server's REST API.
///
/// @param method `GET` or `POST`
/// @param path below `/api/v1`, with its own slash
/// @param query name → value, not yet encoded
public record ApiRequest(
        String method, String path, Map<String, String> query, Optional<ObjectNode> body) {

    /// A request that reads.
    public static ApiRequest get(String path) {
        return new ApiRequest("GET", path, Map.of(), Optional.empty());
    }

    /// A request that changes something.
    public static ApiRequest post(String path, ObjectNode body) {
        return new ApiRequest("POST", path, Map.of(), Optional.of(body));
    }

    /// A copy with these parameters.
    public ApiRequest with(Map<String, String> parameters) {
        return new ApiRequest(method, path, new TreeMap<>(parameters), body);
    }

    /// Whether it changes something.
    public boolean changes() {
        return !method.equals("GET");
    }

    /// Path and query as they stand in the request line.
    String target() {
        String parameters =
                query.entrySet().stream()
                        .map(one -> encode(one.getKey()) + "=" + encode(one.getValue()))
                        .collect(Collectors.joining("&"));
        return parameters.isEmpty() ? path : path + "?" + parameters;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
