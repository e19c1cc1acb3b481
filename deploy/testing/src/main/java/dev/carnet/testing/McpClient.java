package dev.carnet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A small MCP client that can also be wrong on purpose: every header and member of a request may
/// be bent. Speaks HTTP/1.1.
public final class McpClient {

    public static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String PREFIX = "io.modelcontextprotocol/";

    private final String url;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private Optional<Bound> bound = Optional.empty();

    /// A token with the key it is bound to.
    private record Bound(DpopKey key, String token) {}

    private McpClient(String url) {
        this.url = url;
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
    }

    /// A client without any credential.
    public static McpClient of(String url) {
        return new McpClient(url);
    }

    /// The same client with one header more, or another; empty takes it away.
    public McpClient with(String header, String value) {
        var copy = new McpClient(url);
        copy.headers.clear();
        copy.headers.putAll(headers);
        copy.bound = bound;
        if (value.isEmpty()) {
            copy.headers.remove(header);
        } else {
            copy.headers.put(header, value);
        }
        return copy;
    }

    /// The same client with that bearer token.
    public McpClient bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /// The same client with a token that is bound to a key: every request comes with a fresh proof,
    /// unless it has a `DPoP` header of its own.
    public McpClient dpop(DpopKey key, String token) {
        var copy = with("Authorization", "DPoP " + token);
        copy.bound = Optional.of(new Bound(key, token));
        return copy;
    }

    /// A request of the current revision, headers and all.
    public Call call(String method, String params) {
        return new Call(this, method, object(params));
    }

    /// A tool call of the current revision.
    public Call tool(String name, String arguments) {
        var params = JSON.createObjectNode().put("name", name);
        params.set("arguments", object(arguments));
        return new Call(this, "tools/call", params).header("Mcp-Name", name);
    }

    /// A message of an earlier revision, as it is.
    public Answer send(String body) {
        return send("POST", body);
    }

    public Answer send(String method, String body) {
        try {
            return new Answer(HTTP.send(request(method, body), BodyHandlers.ofString()));
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// Sends and reads the answer line by line while it arrives; closing it leaves.
    public Stream<String> stream(String method, String body) {
        try {
            var answer = HTTP.send(request(method, body), BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body().toList());
            }
            return answer.body();
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private HttpRequest request(String method, String body) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        headers.forEach(request::header);
        bound.filter(_ -> !headers.containsKey("DPoP"))
                .map(one -> one.key().proof(method, url).token(one.token()).sign())
                .ifPresent(proof -> request.header("DPoP", proof));
        return request.method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    /// An object, written with single quotes.
    public static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (IOException broken) {
            throw new IllegalArgumentException(json, broken);
        }
    }

    /// One request of the current revision, to be bent and sent.
    public static final class Call {
        private McpClient client;
        private final ObjectNode message = JSON.createObjectNode();
        private final ObjectNode params;
        private final ObjectNode meta;

        Call(McpClient client, String method, ObjectNode params) {
            this.client =
                    client.with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", method);
            this.params = params;
            this.meta = params.withObject("/_meta");
            message.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
            meta.put(PREFIX + "protocolVersion", "2026-07-28");
            meta.set(PREFIX + "clientCapabilities", object("{}"));
        }

        public Call header(String name, String value) {
            client = client.with(name, value);
            return this;
        }

        public Call id(int id) {
            message.put("id", id);
            return this;
        }

        public Call capabilities(String json) {
            meta.set(PREFIX + "clientCapabilities", object(json));
            return this;
        }

        public Call meta(String name, JsonNode value) {
            meta.set(name, value);
            return this;
        }

        public Call meta(String name, String value) {
            meta.put(name, value);
            return this;
        }

        public Call without(String metaName) {
            meta.remove(PREFIX + metaName);
            return this;
        }

        public Call param(String name, JsonNode value) {
            params.set(name, value);
            return this;
        }

        public Call param(String name, String value) {
            params.put(name, value);
            return this;
        }

        public String body() {
            return message.toString();
        }

        public Answer send() {
            return client.send(body());
        }

        public Stream<String> stream() {
            return client.stream("POST", body());
        }
    }

    /// What came back.
    public record Answer(HttpResponse<String> http) {

        public int status() {
            return http.statusCode();
        }

        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        /// The messages, whether they came as one object or on a stream.
        public List<JsonNode> messages() {
            return header("Content-Type").startsWith("text/event-stream")
                    ? http.body().lines().flatMap(McpClient::data).toList()
                    : List.of(tree(http.body()));
        }

        public JsonNode last() {
            return new ArrayList<>(messages()).getLast();
        }

        public JsonNode result() {
            return last().path("result");
        }

        public int error() {
            return last().path("error").path("code").asInt();
        }

        @Override
        public String toString() {
            return status() + " " + http.headers().map() + " " + http.body();
        }
    }

    /// The message of a line of a stream, if it has one.
    public static Stream<JsonNode> data(String line) {
        return line.startsWith("data: ")
                ? Stream.of(tree(line.substring("data: ".length())))
                : Stream.empty();
    }

    static JsonNode tree(String json) {
        try {
            return Optional.ofNullable(JSON.readTree(json)).orElse(JSON.missingNode());
        } catch (IOException broken) {
            throw new IllegalArgumentException(json, broken);
        }
    }
}
