package dev.carnet.auth.watch;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What is noticed at the doors of this service.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class TurnedAwayTest {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final int LOOKS = 200;

    @Inject Sweeps sweeps;

    private final House house = new House();
    private final String workspace = house.workspace();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(workspace, member);

    /// A bound token that comes without its proof again and again is somebody else's.
    @Test
    void a_bound_token_without_its_proof() {
        var world = house.world();
        String bound =
                world.token(
                        world.claims(workspace, house.ownerId())
                                .audience(world.issuer() + House.API)
                                .boundTo(DpopKey.fresh().thumbprint()));
        for (int i = 0; i < 3; i++) {
            House.bearer(bound).get("/me").then().statusCode(401);
        }
        assertEquals(List.of("critical"), severities("dpop_mismatch", 1));
    }

    /// What mcp-server's replicas counted of the same token counts here, and the other way about.
    @Test
    void what_other_replicas_turned_away_counts() {
        var world = house.world();
        var claims =
                world.claims(workspace, house.ownerId())
                        .audience(world.issuer() + House.API)
                        .boundTo(DpopKey.fresh().thumbprint());
        String bound = world.token(claims);
        House.bearer(bound).get("/me").then().statusCode(401);
        String amount =
                """
                SELECT amount::int FROM watch.tally
                WHERE workspace_id = ? AND detector = 'dpop_mismatch'
                """;
        for (int i = 0; i < LOOKS && world.strings(amount, workspace).isEmpty(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertEquals(List.of(), events("dpop_mismatch"));
        world.write("UPDATE watch.tally SET amount = amount + 1 WHERE workspace_id = ?", workspace);
        House.bearer(bound).get("/me").then().statusCode(401);
        assertEquals(List.of("critical"), severities("dpop_mismatch", 1));
    }

    /// A workspace that looks at a longer time has what is slower added up here, too.
    @Test
    void the_window_is_the_one_the_workspace_set() {
        var world = house.world();
        world.write(
                """
                INSERT INTO watch.detector_setting
                  (workspace_id, detector, version, window_seconds, made_by, made_at)
                VALUES (?, 'dpop_mismatch', 1, 3600, 'x', now())
                """,
                workspace);
        String bound =
                world.token(
                        world.claims(workspace, house.ownerId())
                                .audience(world.issuer() + House.API)
                                .boundTo(DpopKey.fresh().thumbprint()));
        House.bearer(bound).get("/me").then().statusCode(401);
        House.bearer(bound).get("/me").then().statusCode(401);
        String amount =
                "SELECT coalesce(sum(amount), 0)::int FROM watch.tally WHERE workspace_id = ?";
        for (int i = 0; i < LOOKS && !world.read(amount, workspace).equals(2); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertEquals(2, world.read(amount, workspace));
        world.write(
                "UPDATE watch.tally SET began_at = began_at - interval '30 min' WHERE workspace_id = ?",
                workspace);
        House.bearer(bound).get("/me").then().statusCode(401);
        assertEquals(List.of("critical"), severities("dpop_mismatch", 1));
    }

    /// The same of a bound passport that is brought to be renewed.
    @Test
    void a_bound_passport_without_its_proof() {
        var key = DpopKey.fresh();
        String url = house.world().issuer() + House.API + "/passports";
        String token =
                house.as(member)
                        .header("DPoP", key.proof("POST", url).sign())
                        .body(asked())
                        .post("/passports")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        for (int i = 0; i < 3; i++) {
            post("/refresh", Map.of("token", token)).statusCode(401);
        }
        assertEquals(List.of("critical"), severities("dpop_mismatch", 1));
    }

    /// (G3) whoever brings a passport again after they handed it in is noticed, once; who brings
    /// one that was taken away is not.
    @Test
    void a_passport_that_was_handed_in_is_brought_again() {
        String taken = issue();
        house.owner()
                .body(Map.of("type", "passport", "id", jti(taken)))
                .post("/revocations")
                .then()
                .statusCode(200);
        post("/refresh", Map.of("token", taken)).statusCode(401);
        String token = issue();
        var report =
                Map.of(
                        "token",
                        token,
                        "services_used",
                        List.of(),
                        "actions_count",
                        0,
                        "summary",
                        "Nothing to do.");
        post("/checkout", report).statusCode(200).body("outcome", equalTo("clean"));
        String jti = jti(token);
        post("/refresh", Map.of("token", token)).statusCode(401);
        post("/checkout", report).statusCode(401);
        assertEquals(List.of("critical"), severities("use_after_checkout", 1));
        assertEquals(
                jti,
                house.world()
                        .read(
                                """
                                SELECT passport_id FROM watch.security_event
                                WHERE workspace_id = ? AND kind = 'use_after_checkout'
                                """,
                                workspace));
    }

    /// Strangers who register are counted when they do, and not only now and then.
    @Test
    void a_registration_has_all_counted() {
        house.world()
                .write(
                        """
                        INSERT INTO auth.client (client_id, name, application_type,
                          token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources,
                          created_at)
                        SELECT 'cli_' || md5(? || n), 'Stranger', 'native', 'none', '{}', '{}', '{}',
                          '{}', now()
                        FROM generate_series(1, 25) AS n
                        """,
                        workspace);
        sweeps.registered("cli_any").await().indefinitely();
        assertEquals(List.of("warning"), severities("registration_flood", 1));
    }

    /// A key that is used at this service only is one that is used.
    @Test
    void a_use_of_a_key_is_noted() {
        var key = house.world().key(workspace, house.ownerId(), true, true);
        House.bearer(key.text()).get("/me").then().statusCode(200);
        String used = "SELECT count(*) FROM gateway.key_use WHERE key_id = ?";
        for (int i = 0; i < LOOKS && house.world().read(used, key.id()).equals(0L); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertEquals(1L, house.world().read(used, key.id()));
    }

    private List<String> severities(String kind, int count) {
        for (int i = 0; i < LOOKS && events(kind).size() < count; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return events(kind);
    }

    private List<String> events(String kind) {
        return house.world()
                .strings(
                        """
                        SELECT severity FROM watch.security_event
                        WHERE workspace_id = ? AND kind = ?
                        """,
                        workspace,
                        kind);
    }

    private Map<String, Object> asked() {
        return Map.of("agent_id", agent, "mode", "logged", "intent", Map.of("summary", "sum up"));
    }

    private String issue() {
        return house.as(member)
                .body(asked())
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private static String jti(String token) {
        return post("/verify", Map.of("token", token)).extract().path("jti");
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }
}
