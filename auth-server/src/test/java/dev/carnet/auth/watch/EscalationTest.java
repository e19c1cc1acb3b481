package dev.carnet.auth.watch;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.SecurityEvents;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.Severity;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of an agent when a detector notices something of it: the stricter of what the
/// detector wants and of what is said for the agent by severity.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class EscalationTest {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final int LOOKS = 200;

    @Inject SecurityEvents events;
    @Inject Sweeps sweeps;

    private final House house = new House();
    private final String workspace = house.workspace();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(workspace, member);

    /// H1: severity, mode and the detector's own setting decide, and of two words the stricter one
    /// counts; what strangers write takes nothing away unless the workspace says so.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            value = {
                // detector, severity, mode, revoke, on_info, on_warning, on_critical, then what
                "credential_outside_scope, -, enforced, -, none, notify, block, block",
                "credential_outside_scope, -, enforced, -, none, notify, revoke, agent_passports",
                "credential_outside_scope, -, enforced, -, none, notify, notify, passport",
                "credential_outside_scope, -, enforced, -, none, notify, none, passport",
                "credential_outside_scope, -, enforced, false, none, block, block, none",
                "credential_outside_scope, -, logged, -, none, block, block, none",
                "credential_outside_scope, -, logged, true, none, block, block, passport",
                "credential_outside_scope, -, standard, -, none, block, block, none",
                "credential_outside_scope, -, standard, true, none, block, block, passport",
                "scope_drift, -, enforced, -, none, notify, block, passport",
                "scope_drift, -, enforced, -, none, revoke, notify, agent_passports",
                "scope_drift, -, enforced, -, none, block, notify, block",
                "credential_burst, -, enforced, -, none, notify, block, none",
                "credential_burst, -, enforced, -, none, block, none, block",
                "credential_burst, critical, enforced, -, none, block, none, passport",
                "new_network, -, enforced, -, block, none, none, block",
                "new_network, -, enforced, -, none, block, block, none",
                "injection_in_result, critical, enforced, -, block, block, block, none",
                "secret_in_result, -, enforced, -, block, block, block, none",
                "injection_in_result, -, enforced, true, none, notify, none, passport",
                "injection_in_result, -, enforced, true, none, block, none, block",
                "undeclared_service, -, enforced, -, none, block, block, none",
            })
    void the_table(
            String detector,
            String severity,
            String mode,
            String revoke,
            String info,
            String warning,
            String critical,
            String then) {
        escalation(info, warning, critical);
        String event = raise(detector, severity, Mode.of(mode).orElseThrow(), revoke, "psp_none");
        boolean block = then.equals("block");
        assertEquals(
                block ? "agent_passports" : then,
                house.world()
                        .read(
                                """
                                SELECT coalesce(revoke_type, 'none') FROM watch.security_event
                                WHERE id = ?
                                """,
                                event));
        assertEquals(
                block,
                house.world().read("SELECT blocks FROM watch.security_event WHERE id = ?", event));
        String out = log().events("security.event").getLast().path("out").asText();
        assertEquals(then.equals("none") ? "ok" : "revoke", out);
    }

    /// (G4, C10) who is blocked by a detector loses all passports, gets none, and waits for a
    /// person, who sees what was noticed.
    @Test
    void a_detector_blocks_until_a_person_looked() {
        escalation("none", "block", "block");
        String token = passport().statusCode(201).extract().path("token");
        String other = passport().statusCode(201).extract().path("token");
        String jti = verify(token).extract().path("jti");
        String event = raise("credential_burst", "-", Mode.ENFORCED, "-", jti);
        assertEquals("revoked", action(event));
        verify(token).body("active", equalTo(false));
        verify(other).body("active", equalTo(false));
        passport().statusCode(403).body("code", equalTo("passport_blocked"));
        assertEquals(
                "credential_burst", log().events("agent.block").getLast().path("why").asText());
        String review =
                house.owner()
                        .get("/reviews")
                        .then()
                        .statusCode(200)
                        .body("items[0].findings[0].kind", equalTo("credential_burst"))
                        .body("items[0].agent_id", equalTo(agent))
                        .extract()
                        .path("items[0].id");
        house.owner()
                .body(Map.of("version", 1, "decision", "accept"))
                .post("/reviews/" + review + "/decision")
                .then()
                .statusCode(200);
        passport().statusCode(201);
    }

    /// G4, H4: what a detector blocks for stands beside what waits, and opens anew what was
    /// decided: accepting what was there before lifts nothing.
    @Test
    void a_detector_adds_to_what_waits_and_opens_what_was_decided() {
        escalation("none", "block", "block");
        String jti = verify(passport().extract().path("token")).extract().path("jti");
        String review = Ids.fresh("rev");
        house.world()
                .write(
                        """
                        INSERT INTO auth.review (workspace_id, review_id, line, agent_id, made_at,
                            findings)
                        VALUES (?, ?, ?, ?, now(),
                            '[{"kind":"uncounted_calls","severity":"warning","detail":"seen: 1"}]')
                        """,
                        workspace,
                        review,
                        jti,
                        agent);
        action(raise("credential_burst", "-", Mode.ENFORCED, "-", jti));
        decide(review, 1).statusCode(412);
        passport().statusCode(403);
        says(review, 2, "uncounted_calls", "credential_burst");
        decide(review, 2).statusCode(200);
        passport().statusCode(201);
        action(raise("scope_drift", "-", Mode.ENFORCED, "-", jti));
        passport().statusCode(403);
        says(review, 3, "uncounted_calls", "credential_burst", "scope_drift");
        action(raise("credential_burst", "-", Mode.ENFORCED, "-", "psp_none"));
        decide(review, 3).statusCode(200);
        passport().statusCode(403).body("code", equalTo("passport_blocked"));
    }

    private void says(String review, int version, String... kinds) {
        house.owner()
                .get("/reviews?state=pending")
                .then()
                .body("items[0].id", equalTo(review))
                .body("items[0].version", equalTo(version))
                .body("items[0].findings.kind", equalTo(List.of(kinds)));
    }

    private ValidatableResponse decide(String review, int version) {
        return house.owner()
                .body(Map.of("version", version, "decision", "accept"))
                .post("/reviews/" + review + "/decision")
                .then();
    }

    /// H2, C10: who falls silent in mode `enforced` and asks for another passport instead of
    /// reporting gets none until a person looked.
    @Test
    void who_falls_silent_gets_no_other_passport() {
        String token = passport().statusCode(201).extract().path("token");
        house.world()
                .write(
                        """
                        UPDATE auth.passport_line SET checked_at = checked_at - interval '61 minutes'
                        WHERE agent_id = ?
                        """,
                        agent);
        sweeps.often().await().indefinitely();
        String silence =
                "SELECT id FROM watch.security_event WHERE kind = 'checkpoint_silence'"
                        + " AND agent_id = ?";
        assertEquals("revoked", action(String.valueOf(house.world().read(silence, agent))));
        verify(token).body("active", equalTo(false));
        passport().statusCode(403).body("code", equalTo("passport_blocked"));
        house.owner()
                .get("/reviews")
                .then()
                .statusCode(200)
                .body("items[0].findings[0].kind", equalTo("checkpoint_silence"));
    }

    /// The strictest word of the agent's templates counts here as at its reports.
    @Test
    void a_template_has_a_word() {
        escalation("none", "none", "none");
        String template = Ids.fresh("tpl");
        house.world()
                .write(
                        """
                        INSERT INTO gateway.agent_template (workspace_id, template_id, name, agents, created_at)
                        VALUES (?, ?, 'Robots', ARRAY[?], now())
                        """,
                        workspace,
                        template,
                        agent);
        house.world()
                .write(
                        """
                        INSERT INTO auth.agent_limit (workspace_id, template_id, on_warning)
                        VALUES (?, ?, 'block')
                        """,
                        workspace,
                        template);
        String event = raise("credential_burst", "-", Mode.ENFORCED, "-", "psp_none");
        assertEquals(
                true,
                house.world().read("SELECT blocks FROM watch.security_event WHERE id = ?", event));
    }

    private String raise(
            String detector, String severity, Mode mode, String revoke, String passport) {
        var setting =
                new Setting(
                        Optional.empty(),
                        Severity.of(severity),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(revoke)
                                .filter(said -> !said.equals("-"))
                                .map(Boolean::valueOf));
        var noticed =
                Noticed.of(
                        new Effective(Detector.of(detector).orElseThrow(), setting),
                        Suspect.passport(workspace, agent, member, passport, mode),
                        "Noticed.",
                        Instant.now());
        return events.raise(noticed).await().indefinitely().orElseThrow().id();
    }

    private void escalation(String info, String warning, String critical) {
        house.world()
                .write(
                        """
                        UPDATE auth.agent SET on_info = ?, on_warning = ?, on_critical = ?
                        WHERE agent_id = ?
                        """,
                        info,
                        warning,
                        critical,
                        agent);
    }

    /// What becomes of the order, once it waits no longer.
    private String action(String event) {
        String sql = "SELECT action FROM watch.security_event WHERE id = ?";
        for (int i = 0; i < LOOKS && "wanted".equals(house.world().read(sql, event)); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return String.valueOf(house.world().read(sql, event));
    }

    private AuditTrail log() {
        return AuditTrail.of(house.world(), workspace);
    }

    private ValidatableResponse passport() {
        return house.as(member)
                .body(
                        Map.of(
                                "agent_id",
                                agent,
                                "mode",
                                "enforced",
                                "intent",
                                Map.of("summary", "sum up")))
                .post("/passports")
                .then();
    }

    private static ValidatableResponse verify(String token) {
        return House.patient()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post(House.API + "/passports/verify")
                .then();
    }
}
