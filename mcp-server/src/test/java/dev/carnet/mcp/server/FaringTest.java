package dev.carnet.mcp.server;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How servers fare, and what becomes of those that nobody approves.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class FaringTest {

    private final House house = new House();

    @Inject HealthChanges changes;
    @Inject Servers servers;
    @Inject Unapproved unapproved;

    /// K7: what changed is kept once and told once, and what stays as it was is not.
    @Test
    void a_change_of_health_is_kept_and_logged_once() {
        String id = server("faring");
        note(id, "ok");
        house.owner().get(health(id)).then().statusCode(200).body("items", empty());
        note(id, "transport");
        note(id, "transport");
        note(id, "ok");
        house.as(Role.VIEWER)
                .get(health(id))
                .then()
                .statusCode(200)
                .body("items.status", contains("ok", "transport"))
                .body("items.was", contains("transport", "ok"));
        house.owner()
                .get(health(id) + "?limit=1")
                .then()
                .body("items", hasSize(1))
                .body("next_cursor", not(nullValue()));
        house.owner()
                .get("/audit?act=server.health")
                .then()
                .body("items", hasSize(2))
                .body("items[0].event.out", equalTo("ok"))
                .body("items[1].event.was", equalTo("ok"));
    }

    /// Only so many are kept of each server.
    @Test
    void the_oldest_changes_go() {
        String id = server("flapping");
        for (int i = 0; i <= ServerLimits.CHANGES + 2; i++) {
            note(id, i % 2 == 0 ? "ok" : "tls");
        }
        assertEquals(
                (long) ServerLimits.CHANGES,
                house.world()
                        .read(
                                "SELECT count(*) FROM gateway.server_health_change WHERE server_id = ?",
                                id));
    }

    /// K15: who turns a server down says why, and another address is another question.
    @Test
    void a_server_that_waits_is_turned_down_with_a_reason() {
        String id = server("unwanted");
        reject(id, " ").statusCode(400);
        reject(id, "x".repeat(501)).statusCode(400);
        house.as(Role.OPERATOR)
                .body(Map.of("reason", "no"))
                .post("/servers/" + id + "/reject")
                .then()
                .statusCode(403);
        reject(id, "x".repeat(500))
                .statusCode(200)
                .body("state", equalTo("rejected"))
                .body("rejection.by", equalTo(house.ownerId()))
                .body("rejection.reason", equalTo("x".repeat(500)));
        assertFalse(servers.byId(house.workspace(), id).orElseThrow().callable());
        assertEquals("x".repeat(500), sealedReason());
        reject(id, "again").statusCode(409).body("detail", containsString("rejected"));
        house.owner()
                .body(Map.of("name", "Another"))
                .patch("/servers/" + id)
                .then()
                .body("state", equalTo("rejected"));
        house.owner()
                .body(Map.of("address", "https://other.example/mcp"))
                .patch("/servers/" + id)
                .then()
                .body("state", equalTo("pending"))
                .body("rejection", nullValue());
        reject(id, "no").statusCode(200);
        house.approve(id).statusCode(200).body("state", equalTo("approved"));
        reject(id, "no").statusCode(409).body("detail", containsString("/disable"));
    }

    /// What was changed and changed back is approved, and stands in nobody's way.
    @Test
    void what_does_not_end_keeps_nothing_else_from_ending() {
        String waiting = server("waiting");
        for (String name : new String[] {"one", "two", "three"}) {
            String id = server(name);
            house.approve(id).statusCode(200);
            house.world()
                    .write(
                            "UPDATE gateway.server SET shape_at = now() - interval '40 days',"
                                    + " approved_at = now() - interval '50 days' WHERE server_id = ?",
                            id);
        }
        since(waiting, "30 days 1 minute");
        unapproved.round(1).await().indefinitely();
        state(waiting).body("state", equalTo("rejected"));
    }

    /// Nobody approved it in a month: it ends by itself, and what somebody approved does not.
    @Test
    void what_nobody_approves_ends_after_a_month() {
        String waiting = server("waiting");
        String young = server("young");
        String approved = server("approved");
        house.approve(approved).statusCode(200);
        for (String id : new String[] {waiting, approved}) {
            since(id, "30 days 1 minute");
        }
        since(young, "29 days 23 hours");
        unapproved.round().await().indefinitely();
        unapproved.round().await().indefinitely();
        state(waiting)
                .body("state", equalTo("rejected"))
                .body("rejection.by", equalTo("system"))
                .body("rejection.reason", containsString("30 days"));
        state(young).body("state", equalTo("pending"));
        state(approved).body("state", equalTo("approved"));
        house.owner()
                .get("/audit?act=server.reject")
                .then()
                .body("items", hasSize(1))
                .body("items[0].event.srv", equalTo(waiting))
                .body("items[0].event.reason", nullValue());
        assertEquals("Nobody approved it in 30 days.", sealedReason());
    }

    /// D6: what holds when nobody says otherwise, and what somebody said instead.
    @Test
    void a_server_shows_the_limits_that_hold() {
        String service =
                house.owner()
                        .body(
                                Map.of(
                                        "name",
                                        "Service",
                                        "transport",
                                        "api",
                                        "address",
                                        "https://api.example/v1"))
                        .post("/servers")
                        .path("id");
        state(service)
                .body("limits.time_seconds", nullValue())
                .body("limits_held.time_seconds", equalTo(30))
                .body("limits_held.silence_seconds", equalTo(30))
                .body("limits_held.result_bytes", equalTo(10 * 1024 * 1024))
                .body("limits_held.connections", equalTo(8));
        String id = server("limited");
        state(id)
                .body("limits_held.time_seconds", equalTo(300))
                .body("limits_held.silence_seconds", equalTo(120))
                .body("limits_held.result_bytes", equalTo(4 * 1024 * 1024));
        house.owner()
                .body(Map.of("limits", Map.of("time_seconds", 7)))
                .patch("/servers/" + id)
                .then()
                .statusCode(200)
                .body("limits_held.time_seconds", equalTo(7))
                .body("limits_held.silence_seconds", equalTo(120));
        house.owner()
                .body(Map.of("limits", Map.of("time_seconds", 601)))
                .patch("/servers/" + id)
                .then()
                .statusCode(400);
    }

    /// Why, as the log keeps it from those who may not open what is hidden.
    private String sealedReason() {
        int seq = house.owner().get("/audit?act=server.reject").path("items[0].seq");
        return house.owner()
                .get("/audit/entries/" + seq + "/disclosures")
                .path("disclosures.find { it.name == 'reason' }.value");
    }

    private void since(String id, String ago) {
        house.world()
                .write(
                        "UPDATE gateway.server SET shape_at = now() - ?::interval,"
                                + " approved_at = approved_at - interval '1 day'"
                                + " WHERE server_id = ?",
                        ago,
                        id);
    }

    private ValidatableResponse state(String id) {
        return house.owner().get("/servers/" + id).then();
    }

    private ValidatableResponse reject(String id, String reason) {
        return house.owner()
                .body(Map.of("reason", reason))
                .post("/servers/" + id + "/reject")
                .then();
    }

    private static String health(String id) {
        return "/servers/" + id + "/health";
    }

    /// As a look would.
    private void note(String id, String status) {
        ServerState server = servers.byId(house.workspace(), id).orElseThrow();
        changes.note(server, status, status, Instant.now()).await().indefinitely();
    }

    /// Its turn to be looked at is tomorrow.
    private String server(String slug) {
        var made =
                house.owner()
                        .body(Map.of("name", slug, "address", "https://up.example/mcp"))
                        .post("/servers");
        made.then().statusCode(201);
        house.world()
                .write(
                        "UPDATE gateway.server SET health_at = now() + interval '1 day'"
                                + " WHERE server_id = ?",
                        made.<String>path("id"));
        return made.path("id");
    }
}
