package dev.carnet.mcp.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.mcp.rest.House;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A real program that is told things, and what arrived there.
final class Receiver implements AutoCloseable {

    private static final String DESTINATIONS = "/notifications/destinations";

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile boolean echoes = true;

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    /// One request that arrived.
    record Got(Map<String, String> headers, String body) {

        JsonNode json() {
            return McpClient.object(body);
        }

        String type() {
            return json().path("type").asText();
        }

        /// What a signature with that secret would be.
        String signed(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                String text = headers.get("Carnet-Timestamp") + "." + body;
                byte[] tag = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
                return "v1=" + HexFormat.of().formatHex(tag);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /// How it answers from now on.
    void answers(int with) {
        status = with;
    }

    /// It gives no challenge back.
    void staysSilent() {
        echoes = false;
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.getFirst()));
        var one = new Got(headers, body);
        got.add(one);
        String answer = echoes ? one.json().path("challenge").asText() : "";
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /// Everything that arrived so far.
    List<Got> got() {
        return List.copyOf(got);
    }

    void forget() {
        got.clear();
    }

    /// The first of that type, once it is here.
    Got await(String type) {
        for (int i = 0; i < 200; i++) {
            for (Got one : got) {
                if (one.type().equals(type)) {
                    return one;
                }
            }
            AuditTrail.pause();
        }
        throw new AssertionError("no " + type + " in " + got);
    }

    /// A destination of that house, not verified.
    JsonNode create(House house) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        return McpClient.object(
                house.owner()
                        .body(Map.of("url", url))
                        .post(DESTINATIONS)
                        .then()
                        .statusCode(201)
                        .extract()
                        .asString());
    }

    /// A verified destination of that house.
    JsonNode verified(House house) {
        JsonNode made = create(house);
        house.owner().post(path(made) + "/verify").then().statusCode(200);
        return made;
    }

    static String path(JsonNode destination) {
        return DESTINATIONS + "/" + destination.path("id").asText();
    }

    /// Has that destination told of that.
    static String rule(House house, JsonNode destination, Map<String, Object> more) {
        var rule = new TreeMap<>(more);
        rule.put("name", "a rule");
        rule.put("destinations", List.of(destination.path("id").asText()));
        return house.owner()
                .body(rule)
                .post("/notifications/rules")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// Waits until the newest delivery of that house is like that.
    static void until(House house, String path, String value) {
        String last = "";
        for (int i = 0; i < 100 && !last.equals(value); i++) {
            AuditTrail.pause();
            var answer = house.owner().get("/notifications/deliveries").asString();
            last = McpClient.object(answer).at(path).asText();
        }
        assertEquals(value, last, path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
