package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Issuers.Issuer;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Workload identity federation, line by line.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class WorkloadTest {

    private static final String SUBJECT = "repo:acme/app:ref:refs/heads/main";
    private static final int ROUNDS = Rounds.COUNT;

    private final World world = World.current();
    private final Issuer issuer = Issuer.fresh();
    private Somebody owner = new Somebody("", "", "");
    private String client = "";
    private String trust = "";

    @BeforeEach
    void trusted() {
        owner = People.member(Role.OWNER);
        client = Issuers.client(Optional.of(owner.workspace()));
        trust = Issuers.trustWorkloads(owner, issuer, rule("client_id", client), Map.of());
    }

    private static Map<String, Object> rule(String name, String id) {
        return Map.of(
                "claims",
                Map.of("sub", "repo:acme/app:*"),
                name,
                id,
                "scopes",
                List.of("carnet:read"));
    }

    @Test
    void a_workload_becomes_the_client_its_rule_names() throws Exception {
        String token =
                bring(about())
                        .then()
                        .statusCode(200)
                        .body("refresh_token", nullValue())
                        .body("scope", equalTo("carnet:read"))
                        .extract()
                        .path("access_token");
        var claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertEquals(client, claims.getSubject());
        assertEquals(List.of(world.mcpUrl()), claims.getAudience());
        assertEquals("service", claims.getJSONObjectClaim("carnet").get("kind"));
        assertEquals("known", Issuers.standing(token));
    }

    @Test
    void a_workload_becomes_the_agent_its_rule_names() throws Exception {
        String agent = agentByRule();
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        var claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertEquals(agent, claims.getSubject());
        assertEquals("known", Issuers.standing(token));
        Issuers.as(owner)
                .get("/passports?session=" + trust)
                .then()
                .body("items.size()", equalTo(1));
        assertTrue(Rows.acts(owner.workspace()).contains("passport.issue"));
        Issuers.as(owner)
                .body(Map.of("status", "suspended"))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200);
        refused(bring(about()), "invalid_grant");
    }

    private String agentByRule() {
        String agent = world.agent(owner.workspace(), owner.id());
        Issuers.as(owner)
                .body(Map.of("rules", List.of(rule("agent_id", agent))))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        return agent;
    }

    /// C6: what rests on an issuer's word is not renewed without it.
    @Test
    void a_workloads_passport_is_not_renewed() {
        agentByRule();
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        assertEquals("known", Issuers.standing(token));
        House.patient()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post(House.API + "/passports/refresh")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid_token"));
    }

    /// C3: whoever has to say what they are up to is told where, and gets nothing without.
    @ParameterizedTest
    @ValueSource(strings = {"logged", "enforced"})
    void a_watched_agent_is_told_where_to_ask(String mode) {
        String agent = agentByRule();
        Issuers.as(owner)
                .body(Map.of("mode", mode))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200);
        Response answer = bring(about());
        refused(answer, "invalid_grant");
        assertTrue(
                answer.jsonPath().getString("error_description").contains("/passports/request"),
                answer.asString());
    }

    /// H2: an agent that a workload sent reports and goes on, for as long as who sent it lives.
    @Test
    void what_a_workload_delegated_goes_on_with_its_reports() {
        String agent = agentByRule();
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        var wanted =
                Map.of("agent_id", agent, "mode", "enforced", "intent", Map.of("summary", "help"));
        String child =
                passports("/delegate", Map.of("token", token, "passport", wanted))
                        .statusCode(201)
                        .extract()
                        .path("token");
        var report =
                Map.of(
                        "token",
                        child,
                        "services_used",
                        List.of(),
                        "actions_count",
                        0,
                        "summary",
                        "helped");
        passports("/checkpoint", report).statusCode(200).body("outcome", equalTo("clean"));
        Issuers.as(owner)
                .body(Map.of("status", "disabled"))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        passports("/checkpoint", report).statusCode(401).body("code", equalTo("passport_revoked"));
    }

    private static ValidatableResponse passports(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    /// C4: an agent that is for some services has a passport for what stands before them only.
    @Test
    void a_confined_agent_gets_no_other_resource_than_the_gateway() {
        String agent = agentByRule();
        atTheApi().then().statusCode(200);
        var carnet = Map.of("id", "carnet", "scopes", List.of("read"));
        Issuers.as(owner)
                .body(Map.of("services", List.of(carnet)))
                .patch("/agents/" + agent)
                .then()
                .statusCode(200);
        refused(atTheApi(), "invalid_target");
        bring(about()).then().statusCode(200);
    }

    private Response atTheApi() {
        var form = Issuers.form("", issuer.sign("", about().build()));
        form.put("resource", world.issuer() + House.API);
        return OAuthClient.token(form);
    }

    static Stream<Arguments> accepted() {
        String self = World.current().issuer();
        return Stream.of(
                as("token endpoint", b -> b.audience(self + "/token")),
                as("with a slash", b -> b.audience(self + "/")),
                as("an hour", b -> b.expirationTime(Date.from(Instant.now().plusSeconds(3600)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void what_platforms_do_differently_is_accepted(
            String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        bring(change.apply(about())).then().statusCode(200);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                as("no jti", b -> b.jwtID(null)),
                as("no iat", b -> b.issueTime(null)),
                as("no exp", b -> b.expirationTime(null)),
                as("no subject", b -> b.subject(null)),
                as("another subject", b -> b.subject("repo:acme/application:x")),
                as("another audience", b -> b.audience("https://elsewhere.example")),
                as("no audience", b -> b.audience((String) null)),
                as("two", b -> b.audience(List.of(World.current().issuer(), "https://x.y"))),
                as("a day", b -> b.expirationTime(Date.from(Instant.now().plusSeconds(86_400)))),
                as("another issuer", b -> b.issuer("https://other.example")));
    }

    private static Arguments as(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void what_says_anything_else_is_an_invalid_grant(
            String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        refused(bring(change.apply(about())), "invalid_grant");
    }

    @Test
    void a_configured_audience_is_the_only_one() {
        Issuers.as(owner)
                .body(Map.of("audiences", List.of("api://carnet")))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        refused(bring(about()), "invalid_grant");
        bring(about().audience("api://carnet")).then().statusCode(200);
    }

    @Test
    void more_than_the_rule_allows_is_an_invalid_scope() {
        var form = Issuers.form("", issuer.sign("", about().build()));
        form.put("scope", "carnet:read carnet:write");
        refused(OAuthClient.token(form), "invalid_scope");
    }

    @Test
    void a_resource_that_is_not_the_clients_is_an_invalid_target() {
        refused(atTheApi(), "invalid_target");
    }

    @Test
    void a_client_that_was_not_given_the_grant_is_unauthorized() {
        world.write(
                "UPDATE auth.client SET grant_types = '{client_credentials}' WHERE client_id = ?",
                client);
        refused(bring(about()), "unauthorized_client");
    }

    /// V5: a client that was revoked is nobody.
    @Test
    void a_revoked_client_gets_nothing() {
        world.write("UPDATE auth.client SET revoked_at = now() WHERE client_id = ?", client);
        refused(bring(about()), "invalid_grant");
    }

    /// V4: a disabled issuer is trusted no more at once, and what rests on its word ends.
    @Test
    void a_disabled_issuer_takes_its_tokens_along() {
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        Issuers.as(owner)
                .body(Map.of("status", "disabled"))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        assertEquals("issuer_revoked", Issuers.standing(token));
        refused(bring(about()), "invalid_grant");
    }

    /// V35: of two uses of one assertion at the same moment one wins, every time.
    @Test
    void of_two_uses_at_the_same_moment_one_wins() {
        try (var races = new Races(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                var form = Issuers.form("", issuer.sign("", about().build()));
                long won =
                        races.run(() -> Wire.token(form).status()).stream()
                                .filter(status -> status == 200)
                                .count();
                assertEquals(1, won, "round " + round);
            }
        }
    }

    /// Another workspace that claims the same workloads can take none of them.
    @Test
    void a_workload_that_two_workspaces_claim_has_to_say_which_it_means() {
        var other = People.member(Role.OWNER);
        String theirs = Issuers.client(Optional.of(other.workspace()));
        Issuers.trustWorkloads(other, issuer, rule("client_id", theirs), Map.of());
        refused(bring(about()), "invalid_request");
        var form = Issuers.form("", issuer.sign("", about().build()));
        form.put("carnet_workspace", owner.workspace());
        OAuthClient.token(form).then().statusCode(200);
    }

    private JWTClaimsSet.Builder about() {
        return issuer.claims(SUBJECT);
    }

    private Response bring(JWTClaimsSet.Builder claims) {
        return OAuthClient.token(Issuers.form("", issuer.sign("", claims.build())));
    }

    private static void refused(Response answer, String error) {
        answer.then().statusCode(400).body("error", equalTo(error));
    }
}
