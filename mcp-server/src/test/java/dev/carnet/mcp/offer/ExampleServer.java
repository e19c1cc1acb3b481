package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.testing.McpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;

/// An MCP server of somebody's own, as thin as one can be: it has one tool, `latest_pet`, and no
/// credential. It checks its caller's passport offline, with nothing but the issuer's published
/// keys, and has Carnet make the request to the service with it. What Carnet does not let through,
/// neither does this server.
final class ExampleServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final JWKSet keys;
    private final String issuer;
    private final String carnet;

    private ExampleServer(HttpServer server, JWKSet keys, String issuer, String carnet) {
        this.server = server;
        this.keys = keys;
        this.issuer = issuer;
        this.carnet = carnet;
    }

    /// @param keys of `/jwks`
    /// @param carnet Carnet's MCP endpoint, which passports are for
    static ExampleServer open(JWKSet keys, String issuer, String carnet) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var example = new ExampleServer(server, keys, issuer, carnet);
        server.createContext("/mcp", example::serve);
        server.start();
        return example;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    private void serve(HttpExchange exchange) throws IOException {
        JsonNode message = JSON.readTree(exchange.getRequestBody().readAllBytes());
        Optional<String> passport =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                        .filter(header -> header.startsWith("Bearer "))
                        .map(header -> header.substring("Bearer ".length()))
                        .filter(this::valid);
        if (passport.isEmpty()) {
            answer(exchange, 401, JSON.createObjectNode());
            return;
        }
        ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
        reply.set("id", message.path("id"));
        switch (message.path("method").asText()) {
            case "tools/list" -> reply.putObject("result").putArray("tools").add(tool());
            case "tools/call" -> {
                McpClient.Answer said = proxied(passport.get());
                if (said.status() != 200) {
                    answer(exchange, said.status(), JSON.createObjectNode());
                    return;
                }
                reply.set("result", said.result());
            }
            default -> reply.putObject("error").put("code", -32601).put("message", "No.");
        }
        answer(exchange, 200, reply);
    }

    private static ObjectNode tool() {
        ObjectNode tool = JSON.createObjectNode().put("name", "latest_pet");
        tool.putObject("inputSchema").put("type", "object");
        return tool;
    }

    /// The whole of what its one tool does.
    private McpClient.Answer proxied(String passport) {
        return McpClient.of(carnet)
                .bearer(passport)
                .tool("tiny_proxy_request", "{\"method\":\"GET\",\"path\":\"/pets/latest\"}")
                .send();
    }

    private boolean valid(String passport) {
        try {
            JWSObject token = JWSObject.parse(passport);
            JsonNode claims = JSON.readTree(token.getPayload().toString());
            JWK key = keys.getKeyByKeyId(token.getHeader().getKeyID());
            return key != null
                    && token.verify(new ECDSAVerifier(key.toECKey()))
                    && claims.path("iss").asText().equals(issuer)
                    && claims.path("aud").asText().equals(carnet)
                    && claims.path("carnet").path("kind").asText().equals("passport")
                    && claims.path("exp").asLong() > Instant.now().getEpochSecond();
        } catch (ParseException | JOSEException | IOException malformed) {
            return false;
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonNode body)
            throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
