package dev.carnet.mcp.server;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests, health checks and discovery, against servers on real sockets.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class TrialsTest {

    private static final String SECRET = "sk-upstream-12345678";

    private final House house = new House();
    private final TlsHost host = TlsHost.plain();

    @Inject Health health;
    @Inject HealthStore store;
    @Inject Pool pool;

    @AfterEach
    void close() {
        host.close();
    }

    /// K3: both eras are found out and told.
    @Test
    void a_server_that_answers_is_told_with_its_era_and_its_tools() {
        try (var current = TestUpstream.current();
                var earlier = TestUpstream.earlier()) {
            test(server("now", current.url(), Map.of()))
                    .body("outcome", equalTo("ok"))
                    .body("era", equalTo("current"))
                    .body("tools", equalTo(4));
            test(server("then", earlier.url(), Map.of()))
                    .body("outcome", equalTo("ok"))
                    .body("era", equalTo("earlier"));
            assertEquals(0, earlier.openSessions(), "a session was left behind");
        }
    }

    /// K6: where it breaks is told apart.
    @ParameterizedTest
    @CsvSource({"401, authentication", "403, authentication", "500, downstream", "502, downstream"})
    void what_a_status_means_is_told(int status, String outcome) {
        host.answers("/mcp", TlsHost.raw(status, "text/plain", "no"));
        test(server("bad", at(), Map.of())).body("outcome", equalTo(outcome));
    }

    /// K6: nobody there, no TLS, no MCP.
    @Test
    void a_dead_host_broken_tls_and_another_protocol_are_told_apart() {
        test(server("gone", nobody(), Map.of())).body("outcome", equalTo("transport"));
        test(server("tls", "https://127.0.0.1:" + host.port() + "/mcp", Map.of()))
                .body("outcome", equalTo("tls"));
        host.answers("/mcp", TlsHost.raw(200, "text/html", "<p>hello"));
        test(server("web", at(), Map.of())).body("outcome", equalTo("protocol"));
    }

    /// K6: the newest first, for those who may read what happened.
    @Test
    void a_server_keeps_how_its_tests_went() {
        host.answers("/mcp", TlsHost.raw(500, "text/plain", "no"));
        String id = server("bad", at(), Map.of());
        test(id);
        test(id).body("by", equalTo(house.ownerId()));
        house.as(Role.AUDITOR)
                .get("/servers/" + id + "/tests?limit=1")
                .then()
                .statusCode(200)
                .body("items.outcome", contains("downstream"))
                .body("next_cursor", not(nullValue()));
        house.as(Role.MEMBER).get("/servers/" + id + "/tests").then().statusCode(403);
        house.owner()
                .get("/audit?act=server.test")
                .then()
                .body("items", hasSize(2))
                .body("items[0].event.out", equalTo("downstream"));
    }

    @Test
    void the_workspaces_key_is_sent_and_nothing_of_the_caller() {
        try (var up = TestUpstream.current()) {
            test(server(
                            "keyed",
                            up.url(),
                            Map.of(
                                    "authentication",
                                    Map.of("kind", "workspace_key", "header", "X-Key"),
                                    "secret",
                                    SECRET)))
                    .body("outcome", equalTo("ok"));
            assertTrue(!up.requests().isEmpty());
            for (var request : up.requests()) {
                assertEquals(SECRET, request.header("X-Key").orElse(""));
                assertTrue(request.header("Authorization").isEmpty());
            }
        }
    }

    /// G13: whoever has not connected is told so, whatever others have; nothing is sent.
    @Test
    void a_server_of_single_people_is_not_tried_with_anybody_elses_credential() {
        try (var up = TestUpstream.current()) {
            String id =
                    server(
                            "people",
                            up.url(),
                            Map.of("authentication", Map.of("kind", "person_key")));
            String outcome =
                    house.as(Role.MEMBER)
                            .post("/servers/" + id + "/test")
                            .then()
                            .extract()
                            .path("outcome");
            assertTrue(List.of("needs_connection", "unavailable").contains(outcome), outcome);
            assertTrue(up.methods().stream().noneMatch("tools/list"::equals));
        }
    }

    /// G7, K1: a key goes to no address that nobody approved: not by a look in the background, and
    /// by a test only of who could approve it.
    @Test
    void a_key_goes_to_no_address_that_nobody_approved() {
        try (var first = TestUpstream.current();
                var second = TestUpstream.current()) {
            String id =
                    server(
                            "moves",
                            first.url(),
                            Map.of(
                                    "authentication",
                                    Map.of("kind", "workspace_key"),
                                    "secret",
                                    SECRET));
            look(id);
            assertEquals(0, told(first));
            house.as(Role.MEMBER)
                    .post("/servers/" + id + "/test")
                    .then()
                    .body("outcome", equalTo("unavailable"))
                    .body("detail", containsString("approved"));
            assertEquals(0, told(first));
            test(id).body("outcome", equalTo("ok"));
            assertTrue(told(first) > 0);

            house.approve(id).statusCode(200);
            house.owner()
                    .body(Map.of("address", second.url()))
                    .patch("/servers/" + id)
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("pending"));
            look(id);
            house.owner().get("/servers/" + id).then().body("health.status", equalTo("ok"));
            assertTrue(!second.requests().isEmpty());
            assertEquals(0, told(second));
            house.approve(id).statusCode(200);
            look(id);
            assertTrue(told(second) > 0);
            house.as(Role.MEMBER)
                    .post("/servers/" + id + "/test")
                    .then()
                    .body("outcome", equalTo("ok"));
        }
    }

    /// How often it heard the key.
    private static long told(TestUpstream server) {
        return server.requests().stream()
                .filter(one -> one.head().stream().anyMatch(line -> line.contains(SECRET)))
                .count();
    }

    /// K7: a server that nobody approved and that asks for the key is well.
    @Test
    void a_pending_server_that_asks_for_its_key_is_well() {
        host.answers("/mcp", TlsHost.raw(401, "text/plain", "who?"));
        String id =
                server(
                        "asks",
                        at(),
                        Map.of(
                                "authentication",
                                Map.of("kind", "workspace_key"),
                                "secret",
                                SECRET));
        look(id);
        house.owner().get("/servers/" + id).then().body("health.status", equalTo("ok"));
        house.approve(id).statusCode(200);
        look(id);
        house.owner().get("/servers/" + id).then().body("health.status", equalTo("authentication"));
    }

    /// G14: a server that wants people is well when it asks for them, and nothing switches it off.
    @Test
    void health_needs_no_person_and_switches_nothing_off() {
        host.answers("/mcp", TlsHost.raw(401, "text/plain", "who?", "WWW-Authenticate: Bearer"));
        String people =
                server("people", at(), Map.of("authentication", Map.of("kind", "person_oauth")));
        String dead = server("dead", nobody(), Map.of());
        look(people, dead);
        house.owner()
                .get("/servers/" + people)
                .then()
                .body("health.status", equalTo("ok"))
                .body("state", equalTo("pending"));
        assertTrue(
                host.requests().stream()
                        .allMatch(request -> request.header("Authorization").isEmpty()));
        house.owner()
                .get("/servers?health=transport")
                .then()
                .body("items.id", contains(dead))
                .body("items.state", contains("pending"));
    }

    /// G15: each look ends its session, and of all who look one does at a time.
    @Test
    void health_leaves_no_session_behind() {
        try (var up = TestUpstream.earlier()) {
            String id = server("old", up.url(), Map.of());
            for (int i = 0; i < 20; i++) {
                look(id);
                assertEquals(0, up.openSessions());
            }
            house.owner()
                    .get("/servers/" + id)
                    .then()
                    .body("health.status", equalTo("ok"))
                    .body("health.seen_at", not(nullValue()));
        }
    }

    /// G15: however many look at once, one session is open at a time, and none is left.
    @Test
    void of_many_who_look_at_once_one_does() {
        try (var up = TestUpstream.earlier()) {
            String id = server("crowded", up.url(), Map.of());
            for (int i = 0; i < 20; i++) {
                house.world()
                        .write(
                                "UPDATE gateway.server SET health_at = '2000-01-01' WHERE server_id"
                                        + " = ?",
                                id);
                var rounds = IntStream.range(0, 8).mapToObj(_ -> health.round()).toList();
                Uni.join().all(rounds).andFailFast().await().indefinitely();
                awaitLook(id);
                assertEquals(0, up.openSessions());
            }
            assertEquals(1, up.mostSessions());
        }
    }

    /// G15: of two replicas one looks, and the other finds nothing to do until it is time again.
    @Test
    void two_replicas_look_once_between_them() {
        String id = server("raced", nobody(), Map.of());
        for (int i = 0; i < 10; i++) {
            due(id);
            Instant now = Instant.now();
            var claims =
                    Uni.join()
                            .all(store.claim(pool, now), store.claim(pool, now))
                            .andFailFast()
                            .await()
                            .indefinitely();
            long taken =
                    claims.stream()
                            .flatMap(List::stream)
                            .filter(one -> one.id().equals(id))
                            .peek(one ->
                                    store.note(pool, one, "ok", "", now).await().indefinitely())
                            .count();
            assertTrue(taken <= 1, "two replicas look at the same time");
            assertTrue(
                    store.claim(pool, Instant.now()).await().indefinitely().stream()
                            .noneMatch(one -> one.id().equals(id)),
                    "it was looked at again before it was time");
        }
    }

    /// K14: a URL is enough.
    @Test
    void an_authorization_server_is_found_from_the_url_alone() {
        String origin = "http://127.0.0.1:" + host.port();
        host.answers(
                "/mcp",
                TlsHost.raw(
                        401,
                        "text/plain",
                        "who?",
                        "WWW-Authenticate: Bearer resource_metadata=\"" + origin + "/about\""));
        host.answers(
                "/about",
                TlsHost.json(
                        "{\"resource\":\""
                                + origin
                                + "/mcp\",\"authorization_servers\":[\""
                                + origin
                                + "/as\"],\"scopes_supported\":[\"files:read\"]}"));
        host.answers("/.well-known/oauth-authorization-server/as", metadata(origin, origin));
        discover(origin + "/mcp")
                .body("found", equalTo(true))
                .body("authentication.kind", equalTo("person_oauth"))
                .body("authentication.scopes", contains("files:read"))
                .body("authorization.issuer", equalTo(origin + "/as"))
                .body("authorization.registration", equalTo("dynamic"));
    }

    /// G7, G25: no endpoint counts that lies where nothing may be sent.
    @Test
    void an_authorization_server_with_an_endpoint_inside_is_none() {
        String origin = "http://127.0.0.1:" + host.port();
        host.answers("/mcp", TlsHost.raw(401, "text/plain", "who?", "WWW-Authenticate: Bearer"));
        host.answers(
                "/.well-known/oauth-protected-resource/mcp",
                TlsHost.json(
                        "{\"resource\":\""
                                + origin
                                + "/mcp\",\"authorization_servers\":[\""
                                + origin
                                + "/as\"]}"));
        host.answers(
                "/.well-known/oauth-authorization-server/as",
                metadata(origin, "http://169.254.169.254"));
        discover(origin + "/mcp").body("found", equalTo(true)).body("authorization", nullValue());
    }

    @Test
    void a_server_that_asks_nothing_needs_nothing() {
        try (var up = TestUpstream.earlier()) {
            discover(up.url())
                    .body("found", equalTo(true))
                    .body("era", equalTo("earlier"))
                    .body("authentication.kind", equalTo("none"));
            assertEquals(0, up.openSessions());
        }
        discover(at()).body("found", equalTo(false));
        host.answers("/mcp", TlsHost.raw(401, "text/plain", "who?"));
        test(server("asks", at(), Map.of())).body("detail", containsString("/servers/discover"));
        house.owner()
                .body(Map.of("address", "http://127.0.0.1/mcp"))
                .post("/servers/discover")
                .then()
                .statusCode(400);
        house.as(Role.ADMIN)
                .body(Map.of("address", at(), "private_allowed", true))
                .post("/servers/discover")
                .then()
                .statusCode(403);
    }

    private static TlsHost.Reply metadata(String origin, String endpoints) {
        return TlsHost.json(
                "{\"issuer\":\""
                        + origin
                        + "/as\",\"authorization_endpoint\":\""
                        + origin
                        + "/authorize\",\"token_endpoint\":\""
                        + endpoints
                        + "/token\",\"registration_endpoint\":\""
                        + endpoints
                        + "/register\",\"code_challenge_methods_supported\":[\"S256\"]}");
    }

    private ValidatableResponse discover(String url) {
        return house.owner()
                .body(Map.of("address", url, "private_allowed", true))
                .post("/servers/discover")
                .then()
                .statusCode(200);
    }

    /// Makes it the turn of these, and looks.
    private void look(String... ids) {
        for (String id : ids) {
            due(id);
        }
        health.round().await().indefinitely();
        List.of(ids).forEach(this::awaitLook);
    }

    private void due(String id) {
        house.world()
                .write(
                        "UPDATE gateway.server SET health_at = '2000-01-01', checking_until = NULL"
                                + " WHERE server_id = ?",
                        id);
    }

    /// The service looks by itself, too, and may have been first.
    private void awaitLook(String id) {
        for (int i = 0; i < 200; i++) {
            if (Boolean.TRUE.equals(
                    house.world()
                            .read(
                                    "SELECT health_at > '2001-01-01' FROM gateway.server"
                                            + " WHERE server_id = ?",
                                    id))) {
                return;
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError("nobody looked");
    }

    /// Where nobody is any more.
    private static String nobody() {
        TlsHost gone = TlsHost.plain();
        gone.close();
        return "http://127.0.0.1:" + gone.port() + "/mcp";
    }

    private String at() {
        return "http://127.0.0.1:" + host.port() + "/mcp";
    }

    private ValidatableResponse test(String id) {
        return house.owner().post("/servers/" + id + "/test").then().statusCode(200);
    }

    private String server(String slug, String address, Map<String, ?> more) {
        var body = new HashMap<String, Object>();
        body.put("name", slug);
        body.put("slug", slug);
        body.put("address", address);
        body.put("private_allowed", true);
        body.putAll(more);
        var made = house.owner().body(body).post("/servers");
        made.then().statusCode(201);
        return made.path("id");
    }
}
