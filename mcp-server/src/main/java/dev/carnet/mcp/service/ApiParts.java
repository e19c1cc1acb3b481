package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The parts of a request that constraints name, taken from what is sent and not from what was
/// asked for.
final class ApiParts {

    private ApiParts() {}

    /// `method`, `path` (below the service's address), `url.host`, `url.pathname`, `query`,
    /// `headers`, `body`.
    ///
    /// @param base the service's address
    static ObjectNode of(String base, ApiRequest request, JsonNode body) {
        String[] halves = request.target().split("\\?", 2);
        var parts = Json.object().put("method", request.method().name()).put("path", halves[0]);
        URI url = URI.create(base);
        parts.putObject("url")
                .put("host", url.getRawAuthority())
                .put("pathname", below(url.getRawPath()) + halves[0]);
        parts.set("query", query(halves.length > 1 ? halves[1] : ""));
        var headers = parts.putObject("headers");
        request.headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        if (request.body().isPresent()) {
            parts.set("body", body);
        }
        return parts;
    }

    private static String below(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /// Every parameter with every value it is sent with.
    private static ObjectNode query(String text) {
        ObjectNode query = Json.object();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            String[] halves = pair.split("=", 2);
            String name = decoded(halves[0]);
            ArrayNode values =
                    query.path(name) instanceof ArrayNode known ? known : query.putArray(name);
            values.add(halves.length > 1 ? decoded(halves[1]) : "");
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
