package dev.carnet.mcp.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.TreeMap;

/// A whole HTTP answer.
public record HttpAnswer(int status, Map<String, String> headers, Buffer body) {

    /// An answer that is one JSON object.
    public static HttpAnswer json(int status, ObjectNode body) {
        return json(status, "application/json", Map.of(), body);
    }

    /// An answer that is one JSON object of that media type, with more headers.
    public static HttpAnswer json(
            int status, String mediaType, Map<String, String> more, ObjectNode body) {
        var headers = new TreeMap<>(more);
        headers.put("Content-Type", mediaType);
        return new HttpAnswer(status, headers, Buffer.buffer(Json.bytes(body)));
    }

    /// An answer without a body.
    public static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Map.of(), Buffer.buffer());
    }

    /// A copy with one more header.
    public HttpAnswer with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new HttpAnswer(status, more, body);
    }

    /// Writes it as the answer to a request that has none yet.
    public void send(HttpServerResponse response) {
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        response.end(body);
    }
}
