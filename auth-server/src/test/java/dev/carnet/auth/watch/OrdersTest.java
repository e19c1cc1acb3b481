package dev.carnet.auth.watch;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Orders of detectors, and what only time shows.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class OrdersTest {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final int LOOKS = 200;

    @Inject Sweeps sweeps;
    @Inject Orders orders;

    private final House house = new House();
    private final String workspace = house.workspace();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(workspace, member);

    /// (G4) an order takes the passport away with all below it, names the detector, and is carried
    /// out once.
    @Test
    void an_order_is_carried_out_once_with_everything_below() {
        String root = token("enforced");
        String child =
                post(
                                "/delegate",
                                Map.of(
                                        "token",
                                        root,
                                        "passport",
                                        Map.of(
                                                "agent_id",
                                                agent,
                                                "intent",
                                                Map.of("summary", "help"))))
                        .statusCode(201)
                        .extract()
                        .path("token");
        String other = token("enforced");
        String event = order("passport", jti(root));
        assertEquals("revoked", action(event, "wanted"));
        verify(root).body("active", equalTo(false)).body("reason", equalTo("revoked"));
        verify(child).body("active", equalTo(false));
        verify(other).body("active", equalTo(true));
        orders.look().await().indefinitely();
        var entries =
                log().events("revocation").stream()
                        .filter(one -> one.path("why").asText().equals("scope_drift"))
                        .toList();
        assertEquals(1, entries.size(), entries::toString);
        String reason =
                String.valueOf(
                        house.world()
                                .read(
                                        "SELECT reason FROM auth.revocation WHERE workspace_id = ?",
                                        workspace));
        assertTrue(reason.startsWith("detector scope_drift (" + event), reason);
    }

    @Test
    void an_order_about_nothing_is_dropped() {
        for (String type : List.of("passport", "no_such_type")) {
            String event = order(type, "psp_nothing");
            action(event, "wanted");
            assertEquals("none", action(event, "revoked"), type);
        }
    }

    /// What detectors know of are credentials: whoever could write an order ends no person by it.
    @Test
    void an_order_about_more_than_a_credential_is_dropped() {
        assertEquals("none", action(order("member", member), "wanted"));
        assertEquals("none", action(order("workspace", workspace), "wanted"));
        assertEquals(
                0L,
                house.world()
                        .read(
                                "SELECT count(*) FROM auth.revocation WHERE workspace_id = ?",
                                workspace));
    }

    /// (G4) orders that fail again and again keep no other waiting, however many they are. An id
    /// that no index takes stands for whatever the database refuses.
    @Test
    void orders_that_cannot_be_carried_out_hold_up_no_other() {
        var elsewhere = new House();
        house.world()
                .write(
                        """
                        INSERT INTO watch.security_event (workspace_id, id, kind, severity, message,
                          action, revoke_type, revoke_id, created_at)
                        SELECT ?, 'sev_' || n || ?, 'scope_drift', 'warning', 'drift', 'wanted',
                          'token', (SELECT string_agg(md5(n || '-' || m), '')
                            FROM generate_series(1, 500) AS m), now()
                        FROM generate_series(1, 60) AS n
                        """,
                        elsewhere.workspace(),
                        elsewhere.workspace());
        try {
            assertEquals("revoked", action(order("passport", jti(token("enforced"))), "wanted"));
        } finally {
            house.world()
                    .write(
                            """
                            UPDATE watch.security_event SET action = 'none'
                            WHERE workspace_id = ? AND action = 'wanted'
                            """,
                            elsewhere.workspace());
        }
    }

    /// (G3, H2) silence is an event, once; in enforced mode it takes the passport away.
    @ParameterizedTest
    @CsvSource({"enforced, revoked, false", "logged, none, true"})
    void silence(String mode, String action, boolean active) {
        String token =
                post("/refresh", Map.of("token", token(mode)))
                        .statusCode(200)
                        .extract()
                        .path("token");
        sweeps.often().await().indefinitely();
        assertEquals(List.of(), events("checkpoint_silence"));
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line SET checked_at = checked_at - interval '61 minutes'
                        WHERE agent_id = ?
                        """,
                        agent);
        sweeps.often().await().indefinitely();
        sweeps.often().await().indefinitely();
        var events = events("checkpoint_silence");
        assertEquals(1, events.size());
        assertEquals(1L, ofAgent(events.getFirst()), "what was heard of it last");
        assertEquals(action, action(events.getFirst(), "wanted"));
        verify(token).body("active", equalTo(active));
    }

    /// How many entries about its agent the event names.
    private Object ofAgent(String event) {
        return house.world()
                .read(
                        """
                        SELECT count(i.eid) FROM watch.security_event e
                        CROSS JOIN jsonb_array_elements(e.entries) AS c
                        JOIN audit.index i ON i.eid = (c->>'eid')::uuid AND i.agent = e.agent_id
                        WHERE e.workspace_id = ? AND e.id = ?
                        """,
                        workspace,
                        event);
    }

    @Test
    void a_workspace_that_does_not_mind_silence_hears_nothing_of_it() {
        house.world()
                .write(
                        """
                        INSERT INTO watch.detector_setting
                          (workspace_id, detector, version, enabled, made_by, made_at)
                        VALUES (?, 'checkpoint_silence', 1, false, 'x', now())
                        """,
                        workspace);
        token("logged");
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line SET checked_at = checked_at - interval '61 minutes'
                        WHERE agent_id = ?
                        """,
                        agent);
        sweeps.often().await().indefinitely();
        assertEquals(List.of(), events("checkpoint_silence"));
    }

    /// Lines whose workspace does not mind them, and lines that ended otherwise, stand before no
    /// other.
    @Test
    void what_one_workspace_does_not_mind_hides_nothing_of_others() {
        String line = jti(token("logged"));
        var elsewhere = new House();
        String person = elsewhere.person(Role.MEMBER);
        String idle = elsewhere.world().agent(elsewhere.workspace(), person);
        house.world()
                .write(
                        """
                        INSERT INTO watch.detector_setting
                          (workspace_id, detector, agent_id, version, threshold, made_by, made_at)
                        VALUES (?, 'checkpoint_silence', ?, 1, 900, 'x', now())
                        """,
                        elsewhere.workspace(),
                        idle);
        house.world()
                .write(
                        """
                        INSERT INTO auth.passport_line (workspace_id, line, agent_id, owner_id,
                            passport_session, mode, life_seconds, interval_seconds, began_at, seen_at,
                            checked_at)
                        SELECT ?, 'psp_' || n || ?, ?, ?, 'pss_x', 'logged', 900, 60, now(), now(),
                          now() - interval '3 hours'
                        FROM generate_series(1, 600) AS n
                        """,
                        elsewhere.workspace(),
                        idle,
                        idle,
                        person);
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line SET checked_at = checked_at - interval '61 minutes'
                        WHERE agent_id = ?
                        """,
                        agent);
        sweeps.often().await().indefinitely();
        assertEquals(1, events("checkpoint_silence").size(), line);
    }

    @Test
    void an_agent_that_was_stopped_is_not_called_silent() {
        token("logged");
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line SET checked_at = checked_at - interval '61 minutes',
                          seen_at = seen_at - interval '1 minute'
                        WHERE agent_id = ?
                        """,
                        agent);
        house.world()
                .write(
                        """
                        INSERT INTO auth.revocation (workspace_id, type, id, seq, reason, keep_until)
                        VALUES (?, 'agent', ?, 1, 'blocked', now() + interval '1 hour')
                        """,
                        workspace,
                        agent);
        sweeps.often().await().indefinitely();
        assertEquals(List.of(), events("checkpoint_silence"));
    }

    @Test
    void keys_that_nobody_uses_and_old_ones_are_noticed_once() {
        String unused = house.world().key(workspace, member, true, false).id();
        String used = house.world().key(workspace, member, true, false).id();
        house.world()
                .write(
                        """
                        UPDATE auth.api_key SET created_at = now() - interval '100 days'
                        WHERE workspace_id = ?
                        """,
                        workspace);
        house.world()
                .write(
                        "INSERT INTO gateway.key_use (workspace_id, key_id, used_at) VALUES (?, ?, now())",
                        workspace,
                        used);
        sweeps.seldom().await().indefinitely();
        sweeps.seldom().await().indefinitely();
        assertEquals(List.of(unused), keys("key_unused"));
        assertEquals(List.of(), keys("key_old"));
        house.world()
                .write(
                        """
                        UPDATE auth.api_key SET created_at = now() - interval '181 days'
                        WHERE key_id = ?
                        """,
                        used);
        sweeps.seldom().await().indefinitely();
        assertEquals(List.of(used), keys("key_old"));
    }

    @Test
    void strangers_who_register_many_clients_are_noticed_in_every_workspace() {
        for (int i = 0; i < 20; i++) {
            house.world().client();
        }
        sweeps.often().await().indefinitely();
        sweeps.often().await().indefinitely();
        assertEquals(1, events("registration_flood").size());
    }

    private AuditTrail log() {
        return AuditTrail.of(house.world(), workspace);
    }

    private List<String> events(String kind) {
        return house.world()
                .strings(
                        "SELECT id FROM watch.security_event WHERE workspace_id = ? AND kind = ?",
                        workspace,
                        kind);
    }

    private List<String> keys(String kind) {
        return house.world()
                .strings(
                        "SELECT key_id FROM watch.security_event WHERE workspace_id = ? AND kind = ?",
                        workspace,
                        kind);
    }

    private String order(String type, String id) {
        String event = Ids.fresh("sev");
        house.world()
                .write(
                        """
                        INSERT INTO watch.security_event (workspace_id, id, kind, severity, message,
                          action, revoke_type, revoke_id, created_at)
                        VALUES (?, ?, 'scope_drift', 'warning', 'drift', 'wanted', ?, ?, now())
                        """,
                        workspace,
                        event,
                        type,
                        id);
        return event;
    }

    /// What it became, once it is no longer that.
    private String action(String event, String before) {
        String sql = "SELECT action FROM watch.security_event WHERE id = ?";
        for (int i = 0; i < LOOKS && before.equals(house.world().read(sql, event)); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return String.valueOf(house.world().read(sql, event));
    }

    private String token(String mode) {
        Map<String, Object> asked = new HashMap<>();
        asked.put("agent_id", agent);
        asked.put("mode", mode);
        asked.put("intent", Map.of("summary", "sum up"));
        return house.as(member)
                .body(asked)
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private String jti(String token) {
        return verify(token).extract().path("jti");
    }

    private ValidatableResponse verify(String token) {
        return post("/verify", Map.of("token", token));
    }

    private ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }
}
