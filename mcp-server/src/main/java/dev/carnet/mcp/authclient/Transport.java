package dev.carnet.mcp.authclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.MultiMap;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// HTTP to auth-server: every request ends within the time limit, no redirect is followed.
final class Transport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final WebClient client;
    private final Duration limit;

    /// @param limit from sending to the last byte of the answer
    Transport(Vertx vertx, Duration limit) {
        this.limit = limit;
        this.client =
                WebClient.create(
                        vertx,
                        new WebClientOptions()
                                .setFollowRedirects(false)
                                .setUserAgent("carnet-mcp-server")
                                .setConnectTimeout((int) limit.toMillis())
                                .setMaxPoolSize(16));
    }

    /// An answer: its status, and its body if that is a JSON object (empty otherwise).
    record Reply(int status, ObjectNode body) {

        /// For the log: the status and the code, never more of the body.
        String summary() {
            String code = body.path("code").asText(body.path("error").asText("none"));
            return status + " " + code.replaceAll("[^a-z_]", "?");
        }
    }

    /// Posts a form.
    Uni<Reply> form(String url, MultiMap form) {
        return client.postAbs(url)
                .timeout(limit.toMillis())
                .putHeader("Accept", "application/json")
                .sendForm(form)
                .map(Transport::read);
    }

    /// Sends a request with those headers.
    Uni<Reply> send(String base, ApiRequest request, Map<String, String> headers) {
        HttpRequest<Buffer> prepared =
                client.requestAbs(HttpMethod.valueOf(request.method()), base + request.target())
                        .timeout(limit.toMillis())
                        .putHeader("Accept", "application/json");
        headers.forEach(prepared::putHeader);
        return request.body()
                .map(body -> sendJson(prepared, body))
                .orElseGet(prepared::send)
                .map(Transport::read);
    }

    void close() {
        client.close();
    }

    private static Uni<HttpResponse<Buffer>> sendJson(
            HttpRequest<Buffer> request, ObjectNode body) {
        return request.putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body.toString()));
    }

    private static Reply read(HttpResponse<Buffer> response) {
        return new Reply(response.statusCode(), object(response.bodyAsString()));
    }

    private static ObjectNode object(@Nullable String body) {
        try {
            return body != null && JSON.readTree(body) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
        } catch (JsonProcessingException notJson) {
            return JsonNodeFactory.instance.objectNode();
        }
    }
}
