package dev.carnet.auth.passport;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.verifier.Passport;
import dev.carnet.verifier.PassportVerifier;
import dev.carnet.verifier.Verdict;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a passport is for, and what becomes of that when an agent sends another.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DelegationTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);
    private final String other = house.world().agent(house.workspace(), member);

    private static final Map<String, Object> CARNET =
            Map.of("id", "carnet", "scopes", List.of("read", "write"));

    private ValidatableResponse issue(Map<String, ?> body) {
        return house.as(member).body(body).post("/passports").then();
    }

    private String token(Map<String, ?> body) {
        return issue(body).statusCode(201).extract().path("token");
    }

    private ValidatableResponse delegate(String token, Map<String, ?> passport) {
        return House.patient()
                .contentType("application/json")
                .body(Map.of("token", token, "passport", passport))
                .post("/api/v1/passports/delegate")
                .then();
    }

    private ValidatableResponse verify(String token) {
        return House.patient()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post("/api/v1/passports/verify")
                .then();
    }

    /// C2: the published keys alone show what a passport says, and a flipped byte that it does not.
    @Test
    void the_published_keys_prove_a_passport() throws Exception {
        String token = token(Map.of("agent_id", agent, "services", List.of(CARNET)));
        var keys = JWKSet.parse(House.patient().get("/jwks").asString());
        var jwt = SignedJWT.parse(token);
        var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey();
        assertTrue(jwt.verify(new ECDSAVerifier(key)));
        var own = jwt.getJWTClaimsSet().getJSONObjectClaim("carnet");
        assertEquals(2L, own.get("v"));
        assertTrue(String.valueOf(own.get("services")).contains("id=carnet"), own::toString);
        String payload = token.split("\\.", -1)[1];
        String flipped = (payload.charAt(40) == 'A' ? "B" : "A");
        String changed =
                token.replace(payload, payload.substring(0, 40) + flipped + payload.substring(41));
        assertFalse(SignedJWT.parse(changed).verify(new ECDSAVerifier(key)));
    }

    /// C2: a program that has nothing of Carnet but the key set and the verifier comes to the same.
    @Test
    void a_stranger_checks_a_passport_by_the_key_set_alone() throws Exception {
        String token = token(Map.of("agent_id", agent, "services", List.of(CARNET)));
        var keys =
                new ImmutableJWKSet<SecurityContext>(
                        JWKSet.parse(House.patient().get("/jwks").asString()));
        var world = house.world();
        var verifier =
                new PassportVerifier(
                        keys, world.issuer(), world.mcpUrl(), house.workspace(), Clock.systemUTC());
        var valid = assertInstanceOf(Verdict.Valid.class, verifier.verify(token, Optional.empty()));
        Passport passport = (Passport) valid.token();
        assertEquals(agent, passport.agent());
        assertEquals("carnet", passport.services().orElseThrow().getFirst().id());
        for (int i = 0; i < token.length(); i += 1 + token.length() / 60) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String flipped = token.substring(0, i) + other + token.substring(i + 1);
            assertInstanceOf(
                    Verdict.Refused.class, verifier.verify(flipped, Optional.empty()), flipped);
        }
        var elsewhere =
                new PassportVerifier(
                        keys,
                        world.issuer(),
                        "https://other.example",
                        house.workspace(),
                        Clock.systemUTC());
        assertInstanceOf(Verdict.Refused.class, elsewhere.verify(token, Optional.empty()));
    }

    /// C3, H1: an agent that is watched says what it is up to, or gets nothing.
    @Test
    void a_watched_agent_says_what_it_is_up_to() {
        for (String mode : List.of("logged", "enforced")) {
            house.world().write("UPDATE auth.agent SET mode = ? WHERE agent_id = ?", mode, agent);
            issue(Map.of("agent_id", agent))
                    .statusCode(400)
                    .body("code", equalTo("accountability_required"));
            issue(
                            Map.of(
                                    "agent_id",
                                    agent,
                                    "intent",
                                    Map.of("summary", "sum up", "services", List.of("carnet"))))
                    .statusCode(201)
                    .body("mandate.mode", equalTo(mode))
                    .body("mandate.checkpoint_interval_seconds", equalTo(300))
                    .body("intent.services", equalTo(List.of("carnet")));
        }
    }

    @Test
    void what_is_declared_is_there() {
        issue(
                        Map.of(
                                "agent_id",
                                agent,
                                "intent",
                                Map.of("summary", "x", "services", List.of("nowhere"))))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/intent/services/0")));
        issue(Map.of("agent_id", agent, "services", List.of(Map.of("id", "srv_nowhere"))))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/services/0/id")));
    }

    /// H2: in the mode `enforced` a passport ends with the next checkpoint at the latest.
    @Test
    void a_passport_that_needs_checkpoints_ends_with_the_next_one() {
        Map<String, Object> asked = new HashMap<>();
        asked.put("agent_id", agent);
        asked.put("intent", Map.of("summary", "sum up"));
        asked.put("mode", "enforced");
        asked.put("checkpoint_interval_seconds", 120);
        assertEquals(120, life(token(asked)));
        asked.put("ttl_seconds", 60);
        assertEquals(60, life(token(asked)));
        asked.put("mode", "logged");
        asked.put("ttl_seconds", 900);
        assertEquals(900, life(token(asked)));
        asked.put("checkpoint_interval_seconds", 59);
        issue(asked).statusCode(400);
    }

    private static long life(String token) {
        try {
            var claims = SignedJWT.parse(token).getJWTClaimsSet();
            return Duration.between(
                            claims.getIssueTime().toInstant(),
                            claims.getExpirationTime().toInstant())
                    .toSeconds();
        } catch (java.text.ParseException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /// C5: a child has what its parent has, or less.
    @Test
    void a_child_has_no_more_than_its_parent() {
        String parent =
                token(
                        Map.of(
                                "agent_id",
                                agent,
                                "scopes",
                                List.of("carnet:read"),
                                "ttl_seconds",
                                120,
                                "services",
                                List.of(CARNET)));
        var child = delegate(parent, Map.of("agent_id", other)).statusCode(201).extract();
        verify(child.path("token"))
                .body("active", equalTo(true))
                .body("agent_id", equalTo(other))
                .body("scopes", equalTo(List.of("carnet:read")))
                .body("mandate.depth", equalTo(1))
                .body("mandate.services.id", equalTo(List.of("carnet")))
                .body("session", equalTo(verify(parent).extract().path("session")));
        assertTrue(life(child.path("token")) <= 120);
        for (Map<String, Object> wider :
                List.<Map<String, Object>>of(
                        Map.of("agent_id", other, "scopes", List.of("carnet:write")),
                        Map.of(
                                "agent_id",
                                other,
                                "services",
                                List.of(Map.of("id", "carnet", "scopes", List.of("destructive")))),
                        Map.of(
                                "agent_id",
                                other,
                                "services",
                                List.of(Map.of("id", "carnet", "mode", "direct"))))) {
            delegate(parent, wider).statusCode(400).body("code", equalTo("scope_escalation"));
        }
    }

    /// C5: four times and no more, and never watched less closely.
    @Test
    void delegates_four_times_and_never_to_a_weaker_mode() {
        String token = token(Map.of("agent_id", agent));
        for (int depth = 1; depth <= 4; depth++) {
            token =
                    delegate(token, Map.of("agent_id", other))
                            .statusCode(201)
                            .body("mandate.depth", equalTo(depth))
                            .extract()
                            .path("token");
        }
        delegate(token, Map.of("agent_id", other))
                .statusCode(400)
                .body("code", equalTo("delegation_depth_exceeded"));
        String watched =
                token(
                        Map.of(
                                "agent_id",
                                agent,
                                "mode",
                                "enforced",
                                "intent",
                                Map.of("summary", "sum up")));
        delegate(watched, Map.of("agent_id", other, "mode", "logged"))
                .statusCode(400)
                .body("code", equalTo("delegation_accountability_violation"));
        delegate(watched, Map.of("agent_id", other, "intent", Map.of("summary", "part of it")))
                .statusCode(201)
                .body("mandate.mode", equalTo("enforced"));
    }

    @Test
    void an_agent_sends_agents_of_its_owner_only() {
        String foreign = house.world().agent(house.workspace(), house.person(Role.MEMBER));
        delegate(token(Map.of("agent_id", agent)), Map.of("agent_id", foreign)).statusCode(403);
        delegate(house.ownerToken(), Map.of("agent_id", agent)).statusCode(401);
        delegate("nonsense", Map.of("agent_id", agent)).statusCode(401);
    }

    /// C2: a passport that is bound to a key is worth something, and to nobody who only shows it.
    @Test
    void a_passport_bound_to_a_key_sends_nobody_without_it() {
        var world = house.world();
        var claims = world.claims(house.workspace(), member).passport(agent, member);
        delegate(world.token(claims), Map.of("agent_id", other)).statusCode(201);
        String bound = world.token(claims.boundTo("A".repeat(43)));
        verify(bound).body("active", equalTo(true));
        delegate(bound, Map.of("agent_id", other))
                .statusCode(401)
                .body("code", equalTo("invalid_token"));
    }

    /// C5: the answer to a repeated request is for who has the same parent, whatever else is alike.
    @Test
    void a_kept_answer_belongs_to_the_passport_it_was_delegated_from() {
        String parent = token(Map.of("agent_id", agent));
        String child = keyed(parent).statusCode(201).extract().path("token");
        keyed(parent).statusCode(201).body("token", equalTo(child));
        keyed(token(Map.of("agent_id", agent)))
                .statusCode(422)
                .body("code", equalTo("idempotency_mismatch"));
    }

    private ValidatableResponse keyed(String parent) {
        return House.patient()
                .header("Idempotency-Key", agent)
                .contentType("application/json")
                .body(Map.of("token", parent, "passport", Map.of("agent_id", other)))
                .post("/api/v1/passports/delegate")
                .then();
    }

    /// E1, E2: what is revoked ends with everything below it, and nothing beside it.
    @Test
    void revoking_a_passport_ends_what_was_delegated_from_it() {
        String root = token(Map.of("agent_id", agent));
        String left = delegate(root, Map.of("agent_id", other)).extract().path("token");
        String right = delegate(root, Map.of("agent_id", other)).extract().path("token");
        String below = delegate(left, Map.of("agent_id", agent)).extract().path("token");
        house.as(member)
                .body(Map.of("type", "passport", "id", verify(left).extract().path("jti")))
                .post("/revocations")
                .then()
                .statusCode(200)
                .body("counts.passports", equalTo(2));
        verify(left).body("reason", equalTo("revoked"));
        verify(below).body("reason", equalTo("revoked"));
        verify(right).body("active", equalTo(true)).body("reason", nullValue());
        verify(root).body("active", equalTo(true));
        delegate(left, Map.of("agent_id", other))
                .statusCode(401)
                .body("code", equalTo("passport_revoked"));
    }

    /// E1: an agent that is suspended takes along what it delegated, whoever has it.
    @Test
    void suspending_an_agent_ends_what_it_delegated() {
        String root = token(Map.of("agent_id", agent));
        String child = delegate(root, Map.of("agent_id", other)).extract().path("token");
        house.as(member).body(Map.of("status", "suspended")).patch("/agents/" + agent);
        verify(child).body("active", equalTo(false));
        house.as(member).get("/passports?state=active").then().body("items.size()", equalTo(0));
    }
}
