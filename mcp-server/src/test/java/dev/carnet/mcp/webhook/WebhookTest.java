package dev.carnet.mcp.webhook;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.wire.TestTable;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Destinations that are told about gates.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class WebhookTest {

    /// One request that arrived.
    private record Got(Map<String, String> headers, String body) {

        JsonNode json() {
            return McpClient.object(body);
        }
    }

    private final House house = new House();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile boolean echoes = true;
    private Optional<HttpServer> server = Optional.empty();

    @BeforeEach
    void listen() throws IOException {
        var one = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        one.createContext("/", this::take);
        one.start();
        server = Optional.of(one);
    }

    @AfterEach
    void stop() {
        server.orElseThrow().stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = new java.util.TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
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

    /// J6: nothing is sent before the destination was verified, then every state of a gate is, and
    /// the signature proves that it is ours.
    @Test
    void tells_a_verified_destination_how_a_gate_stands_and_signs_it() throws Exception {
        JsonNode hook = create();
        noticed(call());
        String id = hook.path("id").asText();
        assertEquals(List.of(), got);
        house.owner().post("/webhooks/" + id + "/verify").then().statusCode(200);
        assertEquals("webhook.verify", got.getFirst().json().path("type").asText());
        String gate = call();
        Got told = await("gate.waiting");
        assertEquals(gate, told.json().path("gate").path("id").asText());
        assertFalse(told.body().contains("\"n\""), "no arguments leave");
        assertEquals(
                "v1=" + hmac(hook.path("secret").asText(), told),
                told.headers().get("Carnet-Signature"));
        house.owner().delete("/gates/" + gate).then().statusCode(200);
        assertEquals(gate, await("gate.withdrawn").json().path("gate").path("id").asText());
        house.owner()
                .get("/webhooks/" + id + "/deliveries")
                .then()
                .statusCode(200)
                .body("items[0].type", equalTo("gate.withdrawn"))
                .body("items[0].state", equalTo("sent"));
    }

    /// J6: what does not arrive is tried again after a pause, with the same id, and given up where
    /// it can be seen.
    @Test
    void tries_again_and_gives_up_where_it_can_be_seen() {
        String id = verified();
        status = 500;
        String delivery =
                house.owner()
                        .post("/webhooks/" + id + "/test")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("delivery");
        await("webhook.test");
        until(id, "/items/0/trouble", "fetch_status_500");
        house.owner()
                .get("/webhooks/" + id + "/deliveries")
                .then()
                .body("items[0].id", equalTo(delivery))
                .body("items[0].state", equalTo("due"))
                .body("items[0].tries", equalTo(1));
        house.world()
                .write(
                        "UPDATE gateway.webhook_delivery SET tries = 9, due_at = now()"
                                + " WHERE delivery_id = ?",
                        delivery);
        until(id, "/items/0/state", "dead");
        int tried = got.size();
        status = 200;
        AuditTrail.pause();
        assertEquals(tried, got.size(), "what was given up is not tried by itself");
        String dead = "/webhooks/" + id + "/deliveries?state=dead";
        house.owner().get(dead).then().body("items", hasSize(1));
        house.owner().get(dead.replace("dead", "lost")).then().statusCode(400);
        String retry = "/webhooks/" + id + "/deliveries/" + delivery + "/retry";
        new House().owner().post(retry).then().statusCode(404);
        house.as(Role.OPERATOR).post(retry).then().statusCode(403);
        house.owner()
                .post(retry)
                .then()
                .statusCode(200)
                .body("state", equalTo("due"))
                .body("tries", equalTo(0));
        until(id, "/items/0/state", "sent");
        assertEquals(delivery, got.getLast().headers().get("Carnet-Delivery"));
        house.owner().post(retry).then().statusCode(409);
        house.owner().get(dead).then().body("items", hasSize(0));
    }

    /// J6: a secret is replaced without a gap: for a while each request is signed with both, and
    /// then with the new one alone.
    @Test
    void the_old_secret_signs_beside_the_new_one_for_a_while() throws Exception {
        JsonNode hook = create();
        String path = "/webhooks/" + hook.path("id").asText();
        house.owner().post(path + "/verify").then().statusCode(200);
        new House().owner().post(path + "/rotate-secret").then().statusCode(404);
        house.as(Role.OPERATOR).post(path + "/rotate-secret").then().statusCode(403);
        String fresh =
                house.owner()
                        .post(path + "/rotate-secret")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("secret");
        house.owner()
                .get(path)
                .then()
                .body("secret", nullValue())
                .body("old_secret_until", startsWith("2"));
        house.owner().post(path + "/test").then().statusCode(200);
        Got told = await("webhook.test");
        assertEquals(
                "v1=%s,v1=%s"
                        .formatted(hmac(fresh, told), hmac(hook.path("secret").asText(), told)),
                told.headers().get("Carnet-Signature"));
        house.world()
                .write(
                        "UPDATE gateway.webhook SET old_secret_until = now() WHERE webhook_id = ?",
                        hook.path("id").asText());
        got.clear();
        house.owner().post(path + "/test").then().statusCode(200);
        Got later = await("webhook.test");
        assertEquals("v1=" + hmac(fresh, later), later.headers().get("Carnet-Signature"));
    }

    /// J6: one that does not give the challenge back is never told anything.
    @Test
    void a_destination_that_does_not_answer_the_challenge_stays_unverified() {
        echoes = false;
        String id = create().path("id").asText();
        house.owner().post("/webhooks/" + id + "/verify").then().statusCode(409);
        house.owner().get("/webhooks/" + id).then().body("verified_at", nullValue());
        house.owner().post("/webhooks/" + id + "/test").then().statusCode(409);
        noticed(call());
        assertTrue(got.stream().noneMatch(one -> one.body().contains("gate.")));
    }

    @Test
    void the_secret_is_shown_once_and_destinations_are_those_of_the_workspace() {
        JsonNode hook = create();
        assertTrue(hook.path("secret").asText().startsWith("carnet_whs_"));
        String id = hook.path("id").asText();
        house.owner().get("/webhooks/" + id).then().body("secret", nullValue());
        house.owner().get("/webhooks").then().body("items", hasSize(1));
        var others = new House();
        for (String path : List.of("", "/deliveries")) {
            others.owner().get("/webhooks/" + id + path).then().statusCode(404);
        }
        for (String path : List.of("/verify", "/test")) {
            others.owner().post("/webhooks/" + id + path).then().statusCode(404);
        }
        others.owner().delete("/webhooks/" + id).then().statusCode(404);
        house.as(Role.MEMBER).get("/webhooks").then().statusCode(403);
        house.owner().delete("/webhooks/" + id).then().statusCode(200);
        house.owner().get("/webhooks/" + id).then().statusCode(404);
    }

    @Test
    void a_destination_inside_is_refused() {
        for (String url :
                List.of("ftp://example.com/", "https://10.0.0.1:22/", "http://192.168.0.1/", "x")) {
            house.owner()
                    .contentType("application/json")
                    .body(Map.of("url", url))
                    .post("/webhooks")
                    .then()
                    .statusCode(400)
                    .body("errors[0].pointer", startsWith("/url"));
        }
    }

    private String verified() {
        String id = create().path("id").asText();
        house.owner().post("/webhooks/" + id + "/verify").then().statusCode(200);
        return id;
    }

    private JsonNode create() {
        String url = "http://127.0.0.1:" + server.orElseThrow().getAddress().getPort() + "/hook";
        String answer =
                house.owner()
                        .contentType("application/json")
                        .body(Map.of("url", url))
                        .post("/webhooks")
                        .then()
                        .statusCode(201)
                        .extract()
                        .asString();
        return McpClient.object(answer);
    }

    /// A call that waits.
    private String call() {
        var world = house.world();
        var client =
                McpClient.of(world.mcpUrl())
                        .bearer(world.token(world.claims(house.workspace(), house.ownerId())));
        return client.tool("approved", "{'n':471}")
                .send()
                .result()
                .path("_meta")
                .path("dev.carnet/gate")
                .path("gate")
                .asText();
    }

    /// Waits until the gate was looked at, and whoever wants to be told of it was found.
    private void noticed(String gate) {
        String sql = "SELECT told FROM gateway.gate WHERE gate_id = ?";
        for (int i = 0; i < 200 && !"waiting".equals(house.world().read(sql, gate)); i++) {
            AuditTrail.pause();
        }
        assertEquals("waiting", house.world().read(sql, gate));
    }

    private Got await(String type) {
        for (int i = 0; i < 200; i++) {
            for (Got one : got) {
                if (one.json().path("type").asText().equals(type)) {
                    return one;
                }
            }
            AuditTrail.pause();
        }
        throw new AssertionError("no " + type + " in " + got);
    }

    private void until(String id, String path, String value) {
        String last = "";
        for (int i = 0; i < 100; i++) {
            var answer = house.owner().get("/webhooks/" + id + "/deliveries").asString();
            last = McpClient.object(answer).at(path).asText();
            if (last.equals(value)) {
                return;
            }
            AuditTrail.pause();
        }
        throw new AssertionError(path + " is " + last);
    }

    private static String hmac(String secret, Got told) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String text = told.headers().get("Carnet-Timestamp") + "." + told.body();
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
