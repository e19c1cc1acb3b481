package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Passports that are bound to the key of who holds them (RFC 9449).
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class BoundPassportTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);
    private final String other = house.world().agent(house.workspace(), member);
    private final DpopKey key = DpopKey.fresh();

    private String url(String path) {
        return house.world().issuer() + House.API + path;
    }

    private ValidatableResponse issue(Map<String, ?> body, String proof) {
        return house.as(member).header("DPoP", proof).body(body).post("/passports").then();
    }

    private String bound(Map<String, ?> body) {
        return issue(body, key.proof("POST", url("/passports")).sign())
                .statusCode(201)
                .body("dpop_jkt", equalTo(key.thumbprint()))
                .extract()
                .path("token");
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + path)
                .then();
    }

    private ValidatableResponse post(String path, Map<String, ?> body, DpopKey with, String token) {
        return House.patient()
                .contentType("application/json")
                .header("DPoP", with.proof("POST", url(path)).token(token).sign())
                .body(body)
                .post(House.API + path)
                .then();
    }

    private static void isBound(String token, DpopKey to) throws Exception {
        assertEquals(
                Map.of("jkt", to.thumbprint()),
                SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("cnf"));
    }

    /// C6: a renewed passport has the key of the one before, and only who has it renews.
    @Test
    void a_bound_passport_is_renewed_by_its_key_alone() throws Exception {
        String token = bound(Map.of("agent_id", agent));
        isBound(token, key);
        Map<String, String> body = Map.of("token", token);
        post("/passports/refresh", body).statusCode(401).body("code", equalTo("invalid_token"));
        post("/passports/refresh", body, DpopKey.fresh(), token).statusCode(401);
        post("/passports/refresh", body, key, "another token").statusCode(401);
        String next =
                post("/passports/refresh", body, key, token)
                        .statusCode(200)
                        .body("dpop_jkt", equalTo(key.thumbprint()))
                        .extract()
                        .path("token");
        isBound(next, key);
    }

    private void began(String line, String ago) {
        house.world()
                .write(
                        "UPDATE auth.passport_line SET began_at = now() - ?::interval WHERE line = ?",
                        ago,
                        line);
    }

    private static String jti(String token) throws ParseException {
        return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
    }

    /// C6: whoever finds a passport that is bound to no key has it renewed for a day and no longer;
    /// then it is asked for anew. With a proof of its key each time, one goes on.
    @Test
    void a_line_without_a_key_ends() throws Exception {
        String found = plain();
        began(jti(found), "23 hours 59 minutes");
        String last =
                post("/passports/refresh", Map.of("token", found))
                        .statusCode(200)
                        .extract()
                        .path("token");
        var left = SignedJWT.parse(last).getJWTClaimsSet().getExpirationTime().toInstant();
        assertTrue(left.isBefore(Instant.now().plusSeconds(61)), "renewed past the end: " + left);
        began(jti(found), "24 hours");
        for (String token : List.of(found, last)) {
            post("/passports/refresh", Map.of("token", token))
                    .statusCode(401)
                    .body("code", equalTo("passport_expired"))
                    .body("detail", containsString("ask for a new one"));
        }
        post("/passports/refresh", Map.of("token", plain())).statusCode(200);
        String bound = bound(Map.of("agent_id", agent));
        began(jti(bound), "30 days");
        post("/passports/refresh", Map.of("token", bound), key, bound).statusCode(200);
    }

    /// C6: nor by reports; what was done with it is reported for the last time.
    @Test
    void a_report_is_no_way_past_the_end() throws Exception {
        String token =
                house.as(member)
                        .body(
                                Map.of(
                                        "agent_id",
                                        agent,
                                        "mode",
                                        "logged",
                                        "intent",
                                        Map.of("summary", "sum up")))
                        .post("/passports")
                        .then()
                        .extract()
                        .path("token");
        began(jti(token), "24 hours");
        var report =
                Map.of(
                        "token",
                        token,
                        "services_used",
                        List.of(),
                        "actions_count",
                        0,
                        "summary",
                        "did it");
        post("/passports/checkpoint", report)
                .statusCode(401)
                .body("code", equalTo("passport_expired"));
        post("/passports/checkout", report).statusCode(200);
    }

    private String plain() {
        return house.as(member)
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    @Test
    void a_proof_binds_once_and_only_where_it_is_for() {
        String proof = key.proof("POST", url("/passports")).sign();
        issue(Map.of("agent_id", agent), proof).statusCode(201);
        issue(Map.of("agent_id", agent), proof).statusCode(401);
        issue(Map.of("agent_id", agent), key.proof("POST", url("/keys")).sign()).statusCode(401);
        issue(Map.of("agent_id", agent), "nonsense").statusCode(401);
    }

    @Test
    void who_asks_names_a_key_but_not_another_than_they_prove() throws Exception {
        DpopKey theirs = DpopKey.fresh();
        Map<String, String> named = Map.of("agent_id", agent, "dpop_jkt", theirs.thumbprint());
        issue(named, key.proof("POST", url("/passports")).sign())
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/dpop_jkt"));
        String token =
                house.as(member)
                        .body(named)
                        .post("/passports")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        isBound(token, theirs);
        house.as(member)
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(201)
                .body("dpop_jkt", nullValue());
    }

    /// C5: a key is not washed off by sending another agent.
    @Test
    void what_a_bound_passport_gives_is_bound_too() throws Exception {
        String token = bound(Map.of("agent_id", agent));
        Map<String, Object> plain = Map.of("token", token, "passport", Map.of("agent_id", other));
        post("/passports/delegate", plain).statusCode(401);
        post("/passports/delegate", plain, DpopKey.fresh(), token).statusCode(401);
        String child =
                post("/passports/delegate", plain, key, token)
                        .statusCode(201)
                        .extract()
                        .path("token");
        isBound(child, key);
        DpopKey theirs = DpopKey.fresh();
        String given =
                post(
                                "/passports/delegate",
                                Map.of(
                                        "token",
                                        token,
                                        "passport",
                                        Map.of("agent_id", other, "dpop_jkt", theirs.thumbprint())),
                                key,
                                token)
                        .statusCode(201)
                        .extract()
                        .path("token");
        isBound(given, theirs);
    }

    /// H2: a checkpoint of a bound passport wants its key, and gives the next one to it.
    @Test
    void who_reports_with_a_bound_passport_proves_its_key() throws Exception {
        String token =
                bound(
                        Map.of(
                                "agent_id",
                                agent,
                                "mode",
                                "logged",
                                "intent",
                                Map.of("summary", "tidy up", "services", List.of())));
        var report = new HashMap<String, Object>();
        report.put("token", token);
        report.put("services_used", List.of());
        report.put("actions_count", 0);
        report.put("summary", "nothing yet");
        post("/passports/checkpoint", report).statusCode(401);
        String next =
                post("/passports/checkpoint", report, key, token)
                        .statusCode(200)
                        .extract()
                        .path("passport.token");
        isBound(next, key);
        post("/passports/checkout", report).statusCode(401);
        post("/passports/checkout", report, key, token)
                .statusCode(200)
                .body("outcome", equalTo("clean"));
    }
}
