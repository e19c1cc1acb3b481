package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients of a workspace that act for others (RFC 8693).
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DelegationTest {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";

    private final World world = World.current();
    private Somebody owner = new Somebody("", "", "");
    private Somebody person = new Somebody("", "", "");
    private Machine client = Machine.NONE;

    @BeforeEach
    void ruled() {
        owner = People.member(Role.OWNER);
        person = People.member(owner.workspace(), Role.MEMBER);
        client = exchanger(owner.workspace());
    }

    private Machine exchanger(String workspace) {
        Machine machine = Machines.withSecret(workspace);
        world.write(
                "UPDATE auth.client SET grant_types = ARRAY[?, 'client_credentials']"
                        + " WHERE client_id = ?",
                GRANT,
                machine.id());
        return machine;
    }

    private String allow(Machine acting, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>();
        body.put("client_id", acting.id());
        body.put("subject", "person");
        body.put("scopes", List.of("carnet:read", "carnet:write"));
        body.putAll(more);
        return Issuers.as(owner)
                .body(body)
                .post("/exchange-rules")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String token() {
        long seq = ((Number) world.read("SELECT seq FROM feed.head")).longValue();
        return world.token(world.claims(person.workspace(), person.id()).seq(seq));
    }

    @Test
    void a_client_that_may_gets_a_narrower_token_that_names_it() throws Exception {
        allow(client, Map.of());
        String subject = token();
        Response answer = exchange(client, subject, Map.of("scope", "carnet:read"));
        answer.then()
                .statusCode(200)
                .body("issued_token_type", equalTo(ACCESS))
                .body("refresh_token", nullValue())
                .body("scope", equalTo("carnet:read"));
        var before = SignedJWT.parse(subject).getJWTClaimsSet();
        var after = claims(answer);
        assertEquals(person.id(), after.getSubject());
        assertEquals(List.of(world.mcpUrl()), after.getAudience());
        assertEquals(Map.of("sub", client.id()), after.getJSONObjectClaim("act"));
        assertEquals(before.getStringClaim("client_id"), after.getStringClaim("client_id"));
        assertFalse(
                after.getExpirationTime()
                        .toInstant()
                        .isAfter(before.getExpirationTime().toInstant()));
        assertEquals("known", Issuers.standing(answer.path("access_token")));
        assertTrue(
                Rows.strings(
                                """
                                SELECT convert_from(e.data, 'UTF8') FROM audit.entry e
                                    JOIN audit.log l USING (log_id) WHERE l.workspace_id = ?
                                """,
                                owner.workspace())
                        .stream()
                        .anyMatch(line ->
                                line.contains("\"actor\":\"" + client.id() + "\"")
                                        && line.contains("token.exchange")));
    }

    /// V26: without a rule nobody acts for anybody, and without the grant nobody even asks.
    @Test
    void without_a_rule_nothing_is_exchanged() {
        refused(exchange(client, token(), Map.of()), "unauthorized_client");
        refused(
                exchange(Machines.withSecret(owner.workspace()), token(), Map.of()),
                "unauthorized_client");
        allow(exchanger(owner.workspace()), Map.of());
        refused(exchange(client, token(), Map.of()), "unauthorized_client");
    }

    @Test
    void a_rule_reaches_as_far_as_it_says_and_no_further() {
        allow(client, Map.of("roles", List.of("viewer")));
        refused(exchange(client, token(), Map.of()), "unauthorized_client");
        allow(client, Map.of("ids", List.of(owner.id())));
        refused(exchange(client, token(), Map.of()), "unauthorized_client");
        allow(client, Map.of("subject", "agent"));
        refused(exchange(client, token(), Map.of()), "unauthorized_client");
        allow(client, Map.of("resources", List.of(world.issuer() + "/api/v1")));
        refused(exchange(client, token(), Map.of()), "unauthorized_client");
        exchange(client, token(), Map.of("resource", world.issuer() + "/api/v1"))
                .then()
                .statusCode(200);
        String rule = allow(client, Map.of("ids", List.of(person.id())));
        exchange(client, token(), Map.of()).then().statusCode(200);
        Issuers.as(owner).delete("/exchange-rules/" + rule).then().statusCode(200);
        refused(exchange(client, token(), Map.of()), "unauthorized_client");
    }

    /// V38: scope is at most what subject, client, rule and role have in common.
    @Test
    void scope_is_never_wider() {
        allow(client, Map.of("scopes", List.of("carnet:read", "carnet:operate")));
        refused(exchange(client, token(), Map.of("scope", "carnet:write")), "invalid_scope");
        refused(exchange(client, token(), Map.of("scope", "carnet:operate")), "invalid_scope");
        exchange(client, token(), Map.of()).then().body("scope", equalTo("carnet:read"));
        String narrow =
                world.token(
                        world.claims(person.workspace(), person.id()).scopes(Set.of(Scope.WRITE)));
        refused(exchange(client, narrow, Map.of()), "invalid_scope");
    }

    /// V38: the chain of actors is kept, the current one first, and it is bounded.
    @Test
    void the_chain_of_actors_is_kept_and_bounded() throws Exception {
        Machine second = exchanger(owner.workspace());
        Machine third = exchanger(owner.workspace());
        Machine fourth = exchanger(owner.workspace());
        for (Machine machine : List.of(client, second, third, fourth)) {
            allow(machine, Map.of());
        }
        String one = exchange(client, token(), Map.of()).path("access_token");
        String two = exchange(second, one, Map.of()).path("access_token");
        Response three = exchange(third, two, Map.of());
        assertEquals(
                Map.of(
                        "sub",
                        third.id(),
                        "act",
                        Map.of("sub", second.id(), "act", Map.of("sub", client.id()))),
                claims(three).getJSONObjectClaim("act"));
        refused(exchange(fourth, three.path("access_token"), Map.of()), "invalid_grant");
    }

    /// V38, RFC 8693 §4.1: who acts for the actor stands in the chain, too, and counts for its
    /// bound.
    @Test
    void the_actors_of_an_actor_are_kept_and_bounded() throws Exception {
        Machine second = exchanger(owner.workspace());
        Machine third = exchanger(owner.workspace());
        for (Machine machine : List.of(client, second)) {
            allow(machine, Map.of("subject", "agent"));
        }
        allow(client, Map.of());
        allow(third, Map.of());
        String agent = world.agent(owner.workspace(), owner.id());
        String passport =
                world.token(
                        world.claims(owner.workspace(), agent)
                                .passport(agent, owner.id())
                                .scopes(Set.of(Scope.READ)));
        String once = exchange(second, passport, Map.of()).path("access_token");
        String twice = exchange(client, once, Map.of()).path("access_token");
        var acting = Map.of("actor_token", twice, "actor_token_type", ACCESS);
        assertEquals(
                Map.of(
                        "sub",
                        agent,
                        "act",
                        Map.of("sub", client.id(), "act", Map.of("sub", second.id()))),
                claims(exchange(client, token(), acting)).getJSONObjectClaim("act"));
        String acted = exchange(third, token(), Map.of()).path("access_token");
        refused(exchange(client, acted, acting), "invalid_grant");
    }

    @Test
    void an_agent_can_be_named_as_the_one_who_acts() throws Exception {
        allow(client, Map.of());
        String agent = world.agent(owner.workspace(), owner.id());
        String passport =
                world.token(
                        world.claims(owner.workspace(), agent)
                                .passport(agent, owner.id())
                                .scopes(Set.of(Scope.READ)));
        Response answer =
                exchange(
                        client,
                        token(),
                        Map.of("actor_token", passport, "actor_token_type", ACCESS));
        assertEquals(
                Map.of("sub", agent, "act", Map.of("sub", client.id())),
                claims(answer).getJSONObjectClaim("act"));
        Issuers.as(owner)
                .body(Map.of("status", "suspended"))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200);
        assertEquals("agent_revoked", Issuers.standing(answer.path("access_token")));
        refused(
                exchange(
                        client,
                        token(),
                        Map.of("actor_token", token(), "actor_token_type", ACCESS)),
                "invalid_grant");
    }

    @Test
    void a_passport_and_a_key_can_be_exchanged_where_a_rule_says_so() throws Exception {
        String agent = world.agent(owner.workspace(), person.id());
        String passport =
                world.token(
                        world.claims(owner.workspace(), agent)
                                .passport(agent, person.id())
                                .scopes(Set.of(Scope.READ)));
        allow(client, Map.of());
        refused(exchange(client, passport, Map.of()), "unauthorized_client");
        allow(client, Map.of("subject", "agent"));
        assertEquals(agent, claims(exchange(client, passport, Map.of())).getSubject());
    }

    /// V38: what was exchanged ends with the subject's grant and with who acts.
    @ParameterizedTest
    @CsvSource({"client, client_revoked", "member, member_revoked"})
    void an_exchanged_token_ends_with_subject_and_actor(String type, String reason) {
        allow(client, Map.of());
        String token = exchange(client, token(), Map.of()).path("access_token");
        assertEquals("known", Issuers.standing(token));
        Issuers.as(owner)
                .body(Map.of("type", type, "id", type.equals("client") ? client.id() : person.id()))
                .post("/revocations")
                .then()
                .statusCode(200);
        assertEquals(reason, Issuers.standing(token));
    }

    /// V4, V38: what a rule gave goes with the rule.
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void what_was_exchanged_ends_with_its_rule(boolean deleted) throws Exception {
        String rule = allow(client, Map.of());
        String other = allow(client, Map.of("resources", List.of(world.issuer() + "/api/v1")));
        String subject = token();
        String token = exchange(client, subject, Map.of()).path("access_token");
        assertEquals(
                List.of(rule + "/1"),
                SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("carnet").get("rules"));
        Machine second = exchanger(owner.workspace());
        allow(second, Map.of());
        String further = exchange(second, token, Map.of()).path("access_token");
        assertEquals("known", Issuers.standing(further));

        if (deleted) {
            Issuers.as(owner).delete("/exchange-rules/" + rule).then().statusCode(200);
        } else {
            Issuers.as(owner)
                    .body(Map.of("scopes", List.of("carnet:read")))
                    .patch("/exchange-rules/" + rule)
                    .then()
                    .statusCode(200);
        }
        assertEquals("rule_revoked", Issuers.standing(token));
        assertEquals("rule_revoked", Issuers.standing(further));
        assertEquals("known", Issuers.standing(subject));
        refused(exchange(second, token, Map.of()), "invalid_grant");
        assertEquals(
                List.of("rule " + rule + "/1"),
                Rows.strings(
                        "SELECT type || ' ' || id FROM auth.revocation WHERE workspace_id = ?",
                        owner.workspace()));
        assertTrue(
                Rows.acts(owner.workspace()).contains(deleted ? "exchange.deny" : "exchange.edit"));

        Issuers.as(owner).delete("/exchange-rules/" + other).then().statusCode(200);
        if (!deleted) {
            Response narrower = exchange(client, subject, Map.of());
            narrower.then().statusCode(200).body("scope", equalTo("carnet:read"));
            assertEquals("known", Issuers.standing(narrower.path("access_token")));
        }
    }

    /// V5: the rows are asked, not only the picture.
    @Test
    void a_disabled_person_is_not_acted_for() {
        allow(client, Map.of());
        String subject = token();
        world.write("UPDATE auth.person SET disabled_at = now() WHERE person_id = ?", person.id());
        refused(exchange(client, subject, Map.of()), "invalid_grant");
    }

    @Test
    void a_subject_of_another_workspace_is_nobody_here() {
        allow(client, Map.of());
        var stranger = People.member(Role.OWNER);
        String foreign = world.token(world.claims(stranger.workspace(), stranger.id()));
        refused(exchange(client, foreign, Map.of()), "invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "requested_token_type, urn:ietf:params:oauth:token-type:refresh_token, invalid_request",
        "requested_token_type, urn:ietf:params:oauth:token-type:id_token, invalid_request",
        "requested_token_type, urn:ietf:params:oauth:token-type:id-jag, invalid_request",
        "subject_token_type, urn:ietf:params:oauth:token-type:saml2, invalid_request",
        "subject_token, x, invalid_grant",
        "subject_token, '', invalid_request",
        "actor_token, x, invalid_request",
        "actor_token_type, x, invalid_request",
        "resource, https://elsewhere.example/, invalid_target",
        "audience, https://elsewhere.example/, invalid_target"
    })
    void anything_else_is_refused_by_name(String name, String value, String error) {
        allow(client, Map.of());
        refused(exchange(client, token(), Map.of(name, value)), error);
    }

    /// G6: an `act` that is not a chain of subjects makes no token.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"cli_1\"",
                "[]",
                "{}",
                "{\"act\":{\"sub\":\"a\"}}",
                "{\"sub\":1}",
                "{\"sub\":\"a\",\"act\":\"b\"}",
                "{\"sub\":\"a\",\"act\":{}}",
                "{\"sub\":\"a\",\"sub\":\"b\"}",
                "{\"sub\":\"a\",\"iss\":\"b\"}",
                "DEEP"
            })
    void a_malformed_chain_is_an_invalid_grant(String act) throws Exception {
        allow(client, Map.of());
        String deep = "{\"sub\":\"a\",\"act\":".repeat(50) + "{\"sub\":\"a\"}" + "}".repeat(50);
        String forged = signed(act.equals("DEEP") ? deep : act);
        refused(exchange(client, forged, Map.of()), "invalid_grant");
        exchange(client, signed("{\"sub\":\"a\"}"), Map.of()).then().statusCode(200);
    }

    /// A token of ours with that `act`, signed by a key that counts.
    private String signed(String act)
            throws JsonProcessingException, JOSEException, ParseException {
        var payload =
                (ObjectNode)
                        new ObjectMapper()
                                .readTree(JWSObject.parse(token()).getPayload().toString());
        String text = payload.toString();
        var key = world.signingKey().key();
        var jws =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(new JOSEObjectType("at+jwt"))
                                .keyID(key.getKeyID())
                                .build(),
                        new Payload(
                                text.substring(0, text.length() - 1) + ",\"act\":" + act + "}"));
        jws.sign(new ECDSASigner(key));
        return jws.serialize();
    }

    private Response exchange(Machine acting, String subject, Map<String, String> more) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", GRANT);
        form.put("subject_token", subject);
        form.put("subject_token_type", ACCESS);
        form.putAll(more);
        return OAuthClient.token(acting.with(form));
    }

    private static JWTClaimsSet claims(Response answer) throws ParseException {
        answer.then().statusCode(200);
        return SignedJWT.parse(answer.<String>path("access_token")).getJWTClaimsSet();
    }

    private static void refused(Response answer, String error) {
        answer.then().statusCode(400).body("error", equalTo(error));
    }
}
