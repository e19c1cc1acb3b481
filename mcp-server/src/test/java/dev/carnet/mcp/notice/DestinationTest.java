package dev.carnet.mcp.notice;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.notice.Receiver.Got;
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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Destinations: how they agree, are told, tried again and given up.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class DestinationTest {

    private static final String DESTINATIONS = "/notifications/destinations";
    private static final String DELIVERIES = "/notifications/deliveries";
    private static final String GATES = "gate.*";

    private final House house = new House();
    private final Receiver receiver = new Receiver();

    DestinationTest() throws IOException {}

    @BeforeEach
    void start() {
        mail(true);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private void mail(boolean open) {
        house.world()
                .write(
                        "INSERT INTO gateway.mail_state (open, at) VALUES (?, now())"
                                + " ON CONFLICT (one) DO UPDATE SET open = excluded.open",
                        open);
    }

    /// J6: nothing is sent before the destination was verified and named by a rule, then every
    /// state of a gate is, and the signature proves that it is ours.
    @Test
    void tells_a_verified_destination_how_a_gate_stands_and_signs_it() {
        JsonNode hook = receiver.create(house);
        Receiver.rule(house, hook, Map.of("kinds", List.of(GATES)));
        noticed(call());
        assertEquals(List.of(), receiver.got());
        house.owner().post(Receiver.path(hook) + "/verify").then().statusCode(200);
        assertEquals("destination.verify", receiver.got().getFirst().type());
        String gate = call();
        Got told = receiver.await("gate.waiting");
        assertEquals(gate, told.json().path("gate").path("id").asText());
        assertFalse(told.body().contains("\"n\""), "no arguments leave");
        assertEquals(
                told.signed(hook.path("secret").asText()), told.headers().get("Carnet-Signature"));
        house.owner().delete("/gates/" + gate).then().statusCode(200);
        Got withdrawn = receiver.await("gate.withdrawn");
        assertEquals(gate, withdrawn.json().path("gate").path("id").asText());
        house.owner()
                .get(DELIVERIES + "?destination=" + hook.path("id").asText())
                .then()
                .statusCode(200)
                .body("items[0].type", equalTo("gate.withdrawn"))
                .body("items[0].about", equalTo(gate + ":withdrawn"))
                .body("items[0].state", equalTo("sent"));
    }

    /// J6: who wants to hear of servers hears that one is away, and that it is back, each once.
    @Test
    void tells_that_a_server_went_away_and_came_back() {
        JsonNode hook = receiver.create(house);
        house.owner().post(Receiver.path(hook) + "/verify").then().statusCode(200);
        Receiver.rule(house, hook, Map.of("kinds", List.of("server.*")));
        String id =
                house.owner()
                        .body(Map.of("name", "told", "address", "https://up.example/mcp"))
                        .post("/servers")
                        .path("id");
        for (String health : List.of("transport", "ok")) {
            house.world()
                    .write(
                            "INSERT INTO gateway.server_health_change VALUES (?, ?, ?, 'x', ?, '', now())",
                            house.workspace(),
                            id,
                            "hlc_" + health + id,
                            health);
        }
        Got away = receiver.await("server.failing");
        assertEquals(id, away.json().at("/health/server").asText());
        assertEquals("told", away.json().at("/health/slug").asText());
        receiver.await("server.ok");
        assertEquals(
                2, receiver.got().stream().filter(got -> got.type().startsWith("server.")).count());
        house.owner()
                .body(
                        Map.of(
                                "name",
                                "no such",
                                "kinds",
                                List.of("server.asleep"),
                                "destinations",
                                List.of(hook.path("id").asText())))
                .post("/notifications/rules")
                .then()
                .statusCode(400);
    }

    /// J6, K15: that a server was turned down is told once, without the words of whoever did.
    @Test
    void tells_that_a_server_was_turned_down() {
        JsonNode hook = receiver.verified(house);
        Receiver.rule(house, hook, Map.of("kinds", List.of("server.rejected")));
        String id =
                house.owner()
                        .body(Map.of("name", "unwanted", "address", "https://up.example/mcp"))
                        .post("/servers")
                        .path("id");
        var why = Map.of("reason", "nobody knows them");
        house.owner().body(why).post("/servers/" + id + "/reject").then().statusCode(200);
        house.owner().body(why).post("/servers/" + id + "/reject").then().statusCode(409);
        Got told = receiver.await("server.rejected");
        assertEquals(id, told.json().at("/rejection/server").asText());
        assertEquals(house.ownerId(), told.json().at("/rejection/by").asText());
        assertFalse(told.body().contains("nobody knows"), told.body());
        assertEquals(
                1, receiver.got().stream().filter(got -> got.type().startsWith("server.")).count());
    }

    /// J6: that more people may decide is told to who heard already that the call waits.
    @Test
    void an_escalation_is_told_although_the_gate_waits_as_before() {
        JsonNode hook = receiver.verified(house);
        Receiver.rule(house, hook, Map.of("kinds", List.of("gate.waiting")));
        String gate = call();
        assertFalse(receiver.await("gate.waiting").json().at("/gate/escalated").asBoolean());
        receiver.forget();
        // As GateSweepStore writes it.
        house.world()
                .write(
                        "UPDATE gateway.gate SET escalated_at = now(), told = ''"
                                + " WHERE gate_id = ?",
                        gate);
        Got again = receiver.await("gate.waiting");
        assertEquals(gate, again.json().at("/gate/id").asText());
        assertTrue(again.json().at("/gate/escalated").asBoolean());
    }

    /// J6: what does not arrive is tried again after a pause, with the same id, and given up where
    /// it can be seen.
    @Test
    void tries_again_and_gives_up_where_it_can_be_seen() {
        JsonNode hook = receiver.verified(house);
        receiver.answers(500);
        String delivery = test(hook);
        receiver.await("destination.test");
        Receiver.until(house, "/items/0/trouble", "fetch_status_500");
        house.owner()
                .get(DELIVERIES)
                .then()
                .body("items[0].id", equalTo(delivery))
                .body("items[0].state", equalTo("due"))
                .body("items[0].tries", equalTo(1));
        house.world()
                .write(
                        "UPDATE gateway.delivery SET tries = 9, due_at = now()"
                                + " WHERE delivery_id = ?",
                        delivery);
        Receiver.until(house, "/items/0/state", "dead");
        int tried = receiver.got().size();
        receiver.answers(200);
        AuditTrail.pause();
        assertEquals(tried, receiver.got().size(), "what was given up is not tried by itself");
        String dead = DELIVERIES + "?state=dead";
        house.owner().get(dead).then().body("items", hasSize(1));
        house.owner().get(DELIVERIES + "?state=lost").then().statusCode(400);
        new House().owner().get(dead).then().body("items", hasSize(0));
        String retry = DELIVERIES + "/" + delivery + "/retry";
        new House().owner().post(retry).then().statusCode(404);
        house.as(Role.OPERATOR).post(retry).then().statusCode(403);
        house.owner()
                .post(retry)
                .then()
                .statusCode(200)
                .body("state", equalTo("due"))
                .body("tries", equalTo(0));
        Receiver.until(house, "/items/0/state", "sent");
        assertEquals(delivery, receiver.got().getLast().headers().get("Carnet-Delivery"));
        house.owner().post(retry).then().statusCode(409);
        house.owner().get(dead).then().body("items", hasSize(0));
    }

    /// J6: a secret is replaced without a gap: for a while each request is signed with both, and
    /// then with the new one alone.
    @Test
    void the_old_secret_signs_beside_the_new_one_for_a_while() {
        JsonNode hook = receiver.verified(house);
        String path = Receiver.path(hook);
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
        test(hook);
        Got told = receiver.await("destination.test");
        assertEquals(
                told.signed(fresh) + "," + told.signed(hook.path("secret").asText()),
                told.headers().get("Carnet-Signature"));
        house.world()
                .write(
                        "UPDATE gateway.destination SET old_secret_until = now()"
                                + " WHERE destination_id = ?",
                        hook.path("id").asText());
        receiver.forget();
        test(hook);
        Got later = receiver.await("destination.test");
        assertEquals(later.signed(fresh), later.headers().get("Carnet-Signature"));
    }

    /// J6: one that does not give the challenge back is never told anything.
    @Test
    void a_destination_that_does_not_answer_the_challenge_stays_unverified() {
        receiver.staysSilent();
        JsonNode hook = receiver.create(house);
        Receiver.rule(house, hook, Map.of("kinds", List.of(GATES)));
        String path = Receiver.path(hook);
        house.owner().post(path + "/verify").then().statusCode(409);
        house.owner().get(path).then().body("verified_at", nullValue());
        house.owner().post(path + "/test").then().statusCode(409);
        noticed(call());
        assertTrue(receiver.got().stream().noneMatch(one -> one.body().contains("gate.")));
    }

    /// J6: who is switched off is told nothing, and what waits for them goes on waiting; an edit
    /// made for another version is refused.
    @Test
    void a_destination_that_is_switched_off_is_told_nothing() {
        JsonNode hook = receiver.verified(house);
        String path = Receiver.path(hook);
        edit(path, Map.of("enabled", false, "name", "Ours"))
                .statusCode(200)
                .header("ETag", equalTo("\"3\""))
                .body("enabled", equalTo(false));
        house.owner().post(path + "/test").then().statusCode(409);
        house.owner()
                .header("If-Match", "\"2\"")
                .body(Map.of("enabled", true))
                .patch(path)
                .then()
                .statusCode(412);
        new House().owner().body(Map.of("name", "x")).patch(path).then().statusCode(404);
        edit(path, Map.of("enabled", true)).body("name", equalTo("Ours"));
        test(hook);
        receiver.await("destination.test");
    }

    private io.restassured.response.ValidatableResponse edit(
            String path, Map<String, Object> body) {
        return house.owner().body(body).patch(path).then();
    }

    @Test
    void the_secret_is_shown_once_and_destinations_are_those_of_the_workspace() {
        JsonNode hook = receiver.create(house);
        assertTrue(hook.path("secret").asText().startsWith("carnet_whs_"));
        String path = Receiver.path(hook);
        house.owner().get(path).then().body("secret", nullValue());
        house.owner().get(DESTINATIONS).then().body("items", hasSize(1));
        var others = new House();
        others.owner().get(path).then().statusCode(404);
        for (String act : List.of("/verify", "/test")) {
            others.owner().post(path + act).then().statusCode(404);
        }
        others.owner().delete(path).then().statusCode(404);
        house.as(Role.MEMBER).get(DESTINATIONS).then().statusCode(403);
        house.as(Role.OPERATOR)
                .body(Map.of("url", "https://example.com/"))
                .post(DESTINATIONS)
                .then()
                .statusCode(403);
        house.owner().header("If-Match", "\"7\"").delete(path).then().statusCode(412);
        house.owner().delete(path).then().statusCode(200);
        house.owner().get(path).then().statusCode(404);
    }

    @Test
    void a_destination_inside_is_refused() {
        for (String url :
                List.of("ftp://example.com/", "https://10.0.0.1:22/", "http://192.168.0.1/", "x")) {
            refused(Map.of("url", url), 400).body("errors[0].pointer", startsWith("/url"));
        }
        refused(Map.of(), 400);
        refused(Map.of("url", "https://example.com/", "address", "a@example.com"), 400);
    }

    /// J6: a mail address hears nothing before its owner gave back the code they were mailed, which
    /// may be guessed five times; codes to strangers are limited.
    @Test
    void a_mail_address_agrees_by_the_code_that_was_mailed() {
        refused(Map.of("address", "x@y@z"), 400).body("errors[0].pointer", equalTo("/address"));
        refused(Map.of("address", "ann@example.com\r\nBcc: b@c.de"), 400);
        String path = mailbox("Ann@Example.com");
        house.owner()
                .get(path)
                .then()
                .body("address", equalTo("ann@example.com"))
                .body("kind", equalTo("mail"))
                .body("verified_at", nullValue());
        house.owner().post(path + "/test").then().statusCode(409);
        house.owner().post(path + "/rotate-secret").then().statusCode(409);
        new House().owner().post(path + "/verify").then().statusCode(404);
        house.owner().post(path + "/verify").then().statusCode(200);
        String id = path.substring(DESTINATIONS.length() + 1);
        String letters = "SELECT count(*) FROM gateway.code_letter WHERE destination_id = ?";
        assertEquals(1L, house.world().read(letters, id));
        mailed(id, "right-code");
        confirm(path, "wrong-code", 400);
        new House()
                .owner()
                .body(Map.of("code", "right-code"))
                .post(path + "/confirm")
                .then()
                .statusCode(404);
        confirm(path, "right-code", 200);
        house.owner().get(path).then().body("verified_at", notNullValue());
        confirm(path, "right-code", 400);
        house.owner().post(path + "/verify").then().statusCode(409);
        house.owner().post(path + "/test").then().statusCode(200);
        String other = mailbox("bob@example.com");
        mailed(other.substring(DESTINATIONS.length() + 1), "right-code");
        for (int i = 0; i < 5; i++) {
            confirm(other, "guess-" + i, 400);
        }
        confirm(other, "right-code", 400);
        for (int i = 1; i < 20; i++) {
            house.owner().post(other + "/verify").then().statusCode(200);
        }
        house.owner()
                .post(other + "/verify")
                .then()
                .statusCode(409)
                .body("code", equalTo("limit_reached"));
    }

    /// J6: the address the caller signs in with needs no code; that of somebody else does.
    @Test
    void ones_own_address_counts_as_verified() {
        String sql = "SELECT email FROM auth.person WHERE person_id = ?";
        String own = (String) house.world().read(sql, house.ownerId());
        house.owner().get(mailbox(own)).then().body("verified_at", notNullValue());
        String others = (String) house.world().read(sql, house.person(Role.ADMIN));
        house.owner().get(mailbox(others)).then().body("verified_at", nullValue());
    }

    /// J6: where no mail server is configured it is said when somebody would rely on it.
    @Test
    void says_that_there_is_no_mail_server() {
        String own =
                (String)
                        house.world()
                                .read(
                                        "SELECT email FROM auth.person WHERE person_id = ?",
                                        house.ownerId());
        String path = mailbox(own);
        String stranger = mailbox("ann@example.com");
        mail(false);
        refused(Map.of("address", "bob@example.com"), 409)
                .body("code", equalTo("mail_not_configured"))
                .body("detail", containsString("CARNET_SMTP_HOST"));
        for (String act : List.of(path + "/test", stranger + "/verify")) {
            house.owner()
                    .post(act)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("mail_not_configured"));
        }
    }

    private io.restassured.response.ValidatableResponse refused(
            Map<String, Object> body, int status) {
        return house.owner().body(body).post(DESTINATIONS).then().statusCode(status);
    }

    private String mailbox(String address) {
        String id =
                house.owner()
                        .body(Map.of("address", address))
                        .post(DESTINATIONS)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        return DESTINATIONS + "/" + id;
    }

    /// What auth-server writes when it mails a code.
    private void mailed(String destination, String code) {
        house.world()
                .write(
                        "UPDATE gateway.destination SET code_hash = decode('%s', 'hex'),"
                                        .formatted(sha256(code))
                                + " code_until = now() + interval '1 hour', code_tries = 0"
                                + " WHERE destination_id = ?",
                        destination);
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void confirm(String path, String code, int status) {
        house.owner().body(Map.of("code", code)).post(path + "/confirm").then().statusCode(status);
    }

    private String test(JsonNode hook) {
        return house.owner()
                .post(Receiver.path(hook) + "/test")
                .then()
                .statusCode(200)
                .extract()
                .path("delivery");
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
}
