package dev.carnet.auth.agent;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents with a key of their own, and what they may do: being watched, confined, blocked.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class EnrolmentTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String agent = house.world().agent(house.workspace(), member);
    private final ECKey key = key();

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String assertion(ECKey signer, String jti, Instant expires) {
        return sign(signer, claims(agent, jti).expirationTime(Date.from(expires)).build());
    }

    private JWTClaimsSet.Builder claims(String subject, String jti) {
        return new JWTClaimsSet.Builder()
                .issuer(subject)
                .subject(subject)
                .audience(house.world().issuer())
                .jwtID(jti)
                .expirationTime(Date.from(Instant.now().plusSeconds(50)));
    }

    private static String sign(ECKey signer, JWTClaimsSet claims) {
        var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims);
        try {
            jwt.sign(new ECDSASigner(signer));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return jwt.serialize();
    }

    private String assertion(ECKey signer, String jti) {
        return assertion(signer, jti, Instant.now().plusSeconds(50));
    }

    private String challenge() {
        return house.as(member)
                .post("/agents/" + agent + "/enrolment")
                .then()
                .statusCode(201)
                .extract()
                .path("challenge");
    }

    private ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + path)
                .then();
    }

    private ValidatableResponse enrol(String challenge, ECKey shown, ECKey signer) {
        return enrol(
                agent, challenge, shown.toPublicJWK().toJSONString(), assertion(signer, challenge));
    }

    private ValidatableResponse enrol(String id, String challenge, String shown, String assertion) {
        return post(
                "/agents/enrol",
                Map.of(
                        "agent_id",
                        id,
                        "challenge",
                        challenge,
                        "public_jwk",
                        shown,
                        "assertion",
                        assertion));
    }

    private ValidatableResponse request(String assertion) {
        return post(
                "/passports/request",
                Map.of("assertion", assertion, "passport", Map.of("agent_id", agent)));
    }

    /// C10: an agent that proved its key asks for passports with nothing else, once for each word.
    @Test
    void an_enrolled_agent_needs_no_other_secret() {
        enrol(challenge(), key, key).statusCode(200).body("agent_id", equalTo(agent));
        house.as(member).get("/agents/" + agent).then().body("enrolled", equalTo(true));
        String once = assertion(key, Ids.fresh("jti"));
        request(once).statusCode(201).body("agent_id", equalTo(agent));
        request(once).statusCode(401);
        house.as(member).delete("/agents/" + agent + "/enrolment").then().statusCode(200);
        request(assertion(key, Ids.fresh("jti"))).statusCode(401);
    }

    /// C10, D4: whoever takes the key away ends what was got with it, also where the thief bound it
    /// to a key of their own, and what was delegated from it.
    @Test
    void what_was_got_with_a_key_ends_with_the_key() {
        enrol(challenge(), key, key).statusCode(200);
        String got = request(assertion(key, Ids.fresh("jti"))).extract().path("token");
        String child =
                post(
                                "/passports/delegate",
                                Map.of("token", got, "passport", Map.of("agent_id", agent)))
                        .statusCode(201)
                        .extract()
                        .path("token");
        house.as(Role.MEMBER).delete("/agents/" + agent + "/enrolment").then().statusCode(403);
        post("/passports/verify", Map.of("token", child)).body("active", equalTo(true));
        house.as(member)
                .delete("/agents/" + agent + "/enrolment")
                .then()
                .statusCode(200)
                .body("passports", equalTo(2));
        for (String token : List.of(got, child)) {
            post("/passports/verify", Map.of("token", token)).body("reason", equalTo("revoked"));
            post("/passports/refresh", Map.of("token", token))
                    .statusCode(401)
                    .body("code", equalTo("passport_revoked"));
        }
        house.as(member).delete("/agents/" + agent + "/enrolment").then().statusCode(404);
        String own = passport().statusCode(201).extract().path("token");
        challenge();
        house.as(member)
                .delete("/agents/" + agent + "/enrolment")
                .then()
                .statusCode(200)
                .body("passports", equalTo(0));
        post("/passports/verify", Map.of("token", own)).body("active", equalTo(true));
    }

    /// C10, D4: another key in the place of one ends what was got, as taking that one away does.
    @Test
    void another_key_ends_what_the_agent_has() {
        enrol(challenge(), key, key).statusCode(200).body("passports", equalTo(0));
        String got = request(assertion(key, Ids.fresh("jti"))).extract().path("token");
        enrol(challenge(), key, key).statusCode(200).body("passports", equalTo(0));
        post("/passports/verify", Map.of("token", got)).body("active", equalTo(true));
        ECKey next = key();
        enrol("enr_another", next, next).statusCode(401);
        post("/passports/verify", Map.of("token", got)).body("active", equalTo(true));
        enrol(challenge(), next, next).statusCode(200).body("passports", equalTo(1));
        post("/passports/verify", Map.of("token", got)).body("reason", equalTo("revoked"));
        request(assertion(key, Ids.fresh("jti"))).statusCode(401);
        request(assertion(next, Ids.fresh("jti"))).statusCode(201);
    }

    /// C10: a key that signs for the one that follows it leaves what it got; nobody else's word
    /// does, and a challenge is no word for a passport.
    @Test
    void a_key_that_signs_for_the_next_leaves_what_it_got() {
        ECKey next = key();
        String first = challenge();
        replace(first, key, key)
                .statusCode(400)
                .body("errors.pointer", hasItem("/previous_assertion"));
        enrol(first, key, key).statusCode(200);
        String got = request(assertion(key, Ids.fresh("jti"))).extract().path("token");
        String challenge = challenge();
        replace(challenge, next, next).statusCode(401);
        replace(challenge, next, key()).statusCode(401);
        replace(challenge, next, key).statusCode(200).body("passports", equalTo(0));
        post("/passports/verify", Map.of("token", got)).body("active", equalTo(true));
        request(assertion(key, Ids.fresh("jti"))).statusCode(401);
        request(assertion(next, Ids.fresh("jti"))).statusCode(201);
    }

    private ValidatableResponse replace(String challenge, ECKey next, ECKey previous) {
        return post(
                "/agents/enrol",
                Map.of(
                        "agent_id",
                        agent,
                        "challenge",
                        challenge,
                        "public_jwk",
                        next.toPublicJWK().toJSONString(),
                        "assertion",
                        assertion(next, challenge),
                        "previous_assertion",
                        assertion(previous, challenge)));
    }

    /// C10: an enrolled agent that sends a proof, too, gets a passport that is bound to that key.
    @Test
    void an_enrolled_agent_has_its_passport_bound() {
        enrol(challenge(), key, key).statusCode(200);
        DpopKey holding = DpopKey.fresh();
        String url = house.world().issuer() + House.API + "/passports/request";
        House.patient()
                .contentType("application/json")
                .header("DPoP", holding.proof("POST", url).sign())
                .body(
                        Map.of(
                                "assertion",
                                assertion(key, Ids.fresh("jti")),
                                "passport",
                                Map.of("agent_id", agent)))
                .post(House.API + "/passports/request")
                .then()
                .statusCode(201)
                .body("dpop_jkt", equalTo(holding.thumbprint()));
    }

    /// C10: nobody is let in at a door here, so the scheme of `Authorization` spares no proof from
    /// being judged.
    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "e30.e30.e30", "eyJhbGciOiJFUzI1NiJ9.e30.e30", "another's"})
    void a_proof_is_judged_whatever_else_is_sent(String proof) {
        enrol(challenge(), key, key).statusCode(200);
        String url = house.world().issuer() + House.API + "/passports/request";
        String elsewhere = DpopKey.fresh().proof("POST", url + "/x").sign();
        House.patient()
                .contentType("application/json")
                .header("Authorization", "DPoP x")
                .header("DPoP", proof.equals("another's") ? elsewhere : proof)
                .body(
                        Map.of(
                                "assertion",
                                assertion(key, Ids.fresh("jti")),
                                "passport",
                                Map.of("agent_id", agent)))
                .post(House.API + "/passports/request")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid_token"));
    }

    /// C10: whoever does not have the key enrols none, and gets nothing.
    @Test
    void a_wrong_signature_is_nobodys() {
        String challenge = challenge();
        enrol(challenge, key, key()).statusCode(401);
        enrol("enr_another", key, key).statusCode(401);
        enrol(challenge, key, key).statusCode(200);
        enrol(challenge, key, key).statusCode(401);
        request(assertion(key(), Ids.fresh("jti"))).statusCode(401);
        request(assertion(key, Ids.fresh("jti"), Instant.now().plusSeconds(400))).statusCode(401);
        request(assertion(key, Ids.fresh("jti"), Instant.now().minusSeconds(90))).statusCode(401);
        request("a.b.c").statusCode(401);
    }

    /// C10: what was signed to enrol a key is no word for a passport.
    @Test
    void an_enrolment_is_no_request_for_a_passport() {
        enrol(challenge(), key, key).statusCode(200);
        String challenge = challenge();
        String signed = assertion(key, challenge);
        request(signed).statusCode(401).body("code", equalTo("invalid_token"));
        enrol(agent, challenge, key.toPublicJWK().toJSONString(), signed).statusCode(200);
    }

    /// C10: an Ed25519 key has 32 bytes; one of three is no key, whatever it is said to have
    /// signed.
    @Test
    void a_key_that_is_too_short_is_none() {
        String challenge = challenge();
        String unsigned =
                new JWSHeader(JWSAlgorithm.EdDSA).toBase64URL()
                        + "."
                        + claims(agent, challenge).build().toPayload().toBase64URL()
                        + "."
                        + Base64URL.encode(new byte[64]);
        enrol(agent, challenge, "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", unsigned)
                .statusCode(400)
                .body("errors.pointer", hasItem("/public_jwk"));
    }

    /// C10: neither a time that no calendar has nor an id that no row has is a fault.
    @Test
    void a_word_of_no_time_or_nobody_is_refused() {
        String challenge = challenge();
        String shown = key.toPublicJWK().toJSONString();
        for (String time : List.of("exp", "iat", "nbf")) {
            var never = claims(agent, challenge).claim(time, 9_000_000_000_000_000_000L).build();
            enrol(agent, challenge, shown, sign(key, never)).statusCode(401);
        }
        String nobody = agent + "\u0000";
        String signed = sign(key, claims(nobody, challenge).build());
        enrol(nobody, challenge, shown, signed).statusCode(401);
        request(signed).statusCode(401);
        enrol(challenge, key, key).statusCode(200);
    }

    @Test
    void only_who_changes_an_agent_gets_a_challenge_for_it() {
        house.as(Role.MEMBER).post("/agents/" + agent + "/enrolment").then().statusCode(403);
        new House().owner().post("/agents/" + agent + "/enrolment").then().statusCode(404);
    }

    /// C9: a suspended agent gets nothing by its key, either.
    @Test
    void a_suspended_agent_gets_no_passport_by_its_key() {
        enrol(challenge(), key, key).statusCode(200);
        house.as(member).body(Map.of("status", "suspended")).patch("/agents/" + agent);
        request(assertion(key, Ids.fresh("jti"))).statusCode(401);
    }

    /// H4: a blocked agent has no passports and gets none until somebody unblocks it.
    @Test
    void a_blocked_agent_gets_nothing_until_it_is_unblocked() {
        String token = passport().statusCode(201).extract().path("token");
        house.as(member)
                .body(Map.of("blocked", true))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200)
                .body("blocked", equalTo(true))
                .body("status", equalTo("active"));
        post("/passports/verify", Map.of("token", token)).body("active", equalTo(false));
        passport().statusCode(403).body("code", equalTo("passport_blocked"));
        house.as(member)
                .body(Map.of("blocked", false))
                .patch("/agents/" + agent)
                .then()
                .statusCode(403);
        house.as(Role.OPERATOR).body(Map.of("blocked", false)).patch("/agents/" + agent);
        passport().statusCode(201);
    }

    /// C4, D4: what an agent may do bounds its passports, and ends those it had when it changes.
    @Test
    void what_an_agent_may_do_bounds_its_passports() {
        String before = passport().extract().path("token");
        house.as(member)
                .body(
                        Map.of(
                                "mode",
                                "logged",
                                "services",
                                List.of(Map.of("id", "carnet", "scopes", List.of("read")))))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200)
                .body("mode", equalTo("logged"))
                .body("services.id", equalTo(List.of("carnet")));
        post("/passports/verify", Map.of("token", before)).body("reason", equalTo("revoked"));
        passport().statusCode(400).body("code", equalTo("accountability_required"));
        house.as(member)
                .body(Map.of("agent_id", agent, "intent", Map.of("summary", "read")))
                .post("/passports")
                .then()
                .statusCode(201)
                .body("mandate.services.scopes", equalTo(List.of(List.of("read"))));
        house.as(member)
                .body(Map.of("mode", "standard", "all_services", true))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200);
        passport().statusCode(201);
    }

    private ValidatableResponse passport() {
        return house.as(member).body(Map.of("agent_id", agent)).post("/passports").then();
    }
}
