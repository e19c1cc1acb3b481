package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Mandate.Mode;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Agents that ask for another passport instead of reporting, where silence itself has no
/// consequence.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class OwedReportTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);
    private final String other = house.world().agent(house.workspace(), member);

    @BeforeEach
    void nobody_minds_silence() {
        house.world()
                .write(
                        """
                        INSERT INTO watch.detector_setting
                          (workspace_id, detector, version, enabled, made_by, made_at)
                        VALUES (?, 'checkpoint_silence', 1, false, 'x', now())
                        """,
                        house.workspace());
    }

    /// A passport that ended so long ago, without the report that was due then.
    private String silent(Mode mode, Duration ago) {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(ago);
        var claims =
                house.world()
                        .claims(house.workspace(), member)
                        .passport(agent, member)
                        .scopes(Set.of(Scope.READ))
                        .mandate(
                                new Mandate(
                                        mode,
                                        Optional.of(Duration.ofMinutes(1)),
                                        List.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of()))
                        .lives(end.minusSeconds(60), end);
        house.world()
                .write(
                        """
                        INSERT INTO auth.passport_line (workspace_id, line, agent_id, owner_id,
                            passport_session, mode, life_seconds, interval_seconds, began_at, seen_at,
                            checked_at)
                        SELECT ?, ?, ?, ?, 'pss_x', ?, 60, 60, at, at, at
                        FROM (SELECT ?::timestamptz - interval '1 minute' AS at) AS began
                        """,
                        house.workspace(),
                        claims.build().jti(),
                        agent,
                        member,
                        mode.wire(),
                        end.toString());
        house.world()
                .write(
                        """
                        INSERT INTO auth.passport (workspace_id, jti, agent_id, owner_id,
                            passport_session, scope, intent, issued_by, issued_at, expires_at, line)
                        SELECT workspace_id, line, agent_id, owner_id, passport_session, 'carnet:read',
                            '', owner_id, began_at, began_at + interval '1 minute', line
                        FROM auth.passport_line WHERE line = ?
                        """,
                        claims.build().jti());
        return house.world().token(claims);
    }

    private ValidatableResponse ask(String person, String some) {
        return house.as(person)
                .body(Map.of("agent_id", some, "intent", Map.of("summary", "more")))
                .post("/passports")
                .then();
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    private static ValidatableResponse report(String path, String token) {
        return post(
                path,
                Map.of(
                        "token",
                        token,
                        "services_used",
                        List.of(),
                        "actions_count",
                        0,
                        "summary",
                        "late"));
    }

    private String line() {
        return String.valueOf(
                house.world()
                        .read("SELECT line FROM auth.passport_line WHERE agent_id = ?", agent));
    }

    /// H2, C1: whoever owes a report gets no other passport, by nobody's credential and from no
    /// other agent, until it handed in what it had.
    @Test
    void an_agent_that_owes_a_report_gets_no_other_passport() {
        String owing = silent(Mode.ENFORCED, Duration.ofMinutes(5));
        for (String person : List.of(member, house.ownerId())) {
            ask(person, agent)
                    .statusCode(409)
                    .body("code", equalTo("checkpoint_required"))
                    .body("detail", containsString(line()));
        }
        String sender = ask(member, other).statusCode(201).extract().path("token");
        post("/delegate", Map.of("token", sender, "passport", Map.of("agent_id", agent)))
                .statusCode(409)
                .body("code", equalTo("checkpoint_required"));
        report("/checkpoint", owing).statusCode(401).body("code", equalTo("passport_expired"));
        report("/checkout", owing).statusCode(200).body("outcome", equalTo("clean"));
        ask(member, agent).statusCode(201);
    }

    /// H2: or until somebody took it away, where nobody has the passport any more.
    @Test
    void what_was_taken_away_is_owed_no_more() {
        silent(Mode.ENFORCED, Duration.ofMinutes(5));
        ask(member, agent).statusCode(409);
        house.as(member)
                .body(Map.of("type", "passport", "id", line()))
                .post("/revocations")
                .then()
                .statusCode(200);
        ask(member, agent).statusCode(201);
    }

    /// H2: only the mode `enforced` owes, and only for as long as it can be handed in.
    @ParameterizedTest
    @CsvSource({"ENFORCED, 300, 409", "ENFORCED, 90000, 201", "LOGGED, 300, 201"})
    void what_is_owed_is_what_can_be_handed_in(Mode mode, long ago, int status) {
        silent(mode, Duration.ofSeconds(ago));
        ask(member, agent).statusCode(status);
    }
}
