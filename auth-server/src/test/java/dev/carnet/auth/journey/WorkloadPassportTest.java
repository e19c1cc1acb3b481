package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.carnet.auth.journey.Issuers.Issuer;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Agents that ask for passports with their platform's word, and go on with it.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class WorkloadPassportTest {

    private static final String SUBJECT = "repo:acme/app:ref:refs/heads/main";
    private static final Map<String, Object> INTENT = Map.of("summary", "sort the mail");

    private final World world = World.current();
    private final Issuer issuer = Issuer.fresh();
    private Somebody owner = new Somebody("", "", "");
    private String agent = "";
    private String trust = "";

    @BeforeEach
    void trusted() {
        owner = People.member(Role.OWNER);
        agent = world.agent(owner.workspace(), owner.id());
        trust = Issuers.trustWorkloads(owner, issuer, rule(agent), Map.of());
    }

    private static Map<String, Object> rule(String named) {
        return Map.of(
                "claims",
                Map.of("sub", "repo:acme/app:*"),
                "agent_id",
                named,
                "scopes",
                List.of("carnet:read"));
    }

    private String word() {
        return word(claims -> claims);
    }

    private String word(UnaryOperator<JWTClaimsSet.Builder> change) {
        return issuer.sign("", change.apply(issuer.claims(SUBJECT)).build());
    }

    private Map<String, Object> wanted(Object... more) {
        var wanted = new HashMap<String, Object>(Map.of("agent_id", agent, "intent", INTENT));
        for (int i = 0; i < more.length; i += 2) {
            wanted.put((String) more[i], more[i + 1]);
        }
        return wanted;
    }

    private ValidatableResponse request(String word, Map<String, Object> wanted) {
        return post("/request", Map.of("assertion", word, "passport", wanted));
    }

    private static ValidatableResponse post(String path, Map<String, ?> body) {
        return House.patient()
                .contentType("application/json")
                .body(body)
                .post(House.API + "/passports" + path)
                .then();
    }

    private static Map<String, Object> report(String token) {
        return new HashMap<>(
                Map.of(
                        "token",
                        token,
                        "services_used",
                        List.of(),
                        "actions_count",
                        0,
                        "summary",
                        "sorted"));
    }

    private ValidatableResponse report(String path, String token, String word) {
        var report = report(token);
        report.put("assertion", word);
        return post(path, report);
    }

    private void edit(String path, Map<String, ?> edit) {
        Issuers.as(owner).body(edit).patch(path).then().statusCode(200);
    }

    private void watched() {
        edit("/agents/" + agent, Map.of("mode", "enforced"));
    }

    private static ValidatableResponse refused(ValidatableResponse answer) {
        return answer.statusCode(401).body("code", equalTo("invalid_token"));
    }

    /// C1, C3, C10, H1: a watched workload asks, reports and hands in with nothing but what its
    /// platform says of it, a fresh word each time.
    @Test
    void a_watched_workload_lives_by_fresh_words() {
        watched();
        String token =
                request(word(), wanted("checkpoint_interval_seconds", 120))
                        .statusCode(201)
                        .body("agent_id", equalTo(agent))
                        .body("session", equalTo(trust))
                        .body("scopes", equalTo(List.of("carnet:read")))
                        .body("mandate.mode", equalTo("enforced"))
                        .body("mandate.checkpoint_interval_seconds", equalTo(120))
                        .body("intent.summary", equalTo("sort the mail"))
                        .extract()
                        .path("token");
        assertEquals("known", Issuers.standing(token));
        var reported =
                report("/checkpoint", token, word())
                        .statusCode(200)
                        .body("outcome", equalTo("clean"))
                        .extract();
        String next = reported.path("passport.token");
        assertEquals("known", Issuers.standing(next));
        post("/refresh", Map.of("token", next, "assertion", word()))
                .statusCode(200)
                .body("session", equalTo(trust));
        post("/checkout", report(next)).statusCode(200).body("outcome", equalTo("clean"));
        assertEquals("passport_revoked", Issuers.standing(next));
        assertTrue(
                Rows.acts(owner.workspace())
                        .containsAll(
                                List.of(
                                        "passport.issue",
                                        "passport.checkpoint",
                                        "passport.refresh",
                                        "passport.checkout")));
    }

    static Stream<Arguments> worthless() {
        return Stream.of(
                as("another issuer", b -> b.issuer("https://other.example")),
                as("another audience", b -> b.audience("https://elsewhere.example")),
                as("another subject", b -> b.subject("repo:acme/application:x")),
                as("no jti", b -> b.jwtID(null)),
                as(
                        "expired",
                        b ->
                                b.issueTime(Date.from(Instant.now().minusSeconds(900)))
                                        .expirationTime(
                                                Date.from(Instant.now().minusSeconds(600)))),
                as("a day", b -> b.expirationTime(Date.from(Instant.now().plusSeconds(86_400)))));
    }

    private static Arguments as(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, change);
    }

    /// C10: what the token endpoint would not believe is believed nowhere, neither for a first
    /// passport nor for the next.
    @ParameterizedTest(name = "{0}")
    @MethodSource("worthless")
    void a_word_that_says_anything_else_gives_nothing(
            String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        refused(request(word(change), wanted()));
        String token = request(word(), wanted()).statusCode(201).extract().path("token");
        refused(post("/refresh", Map.of("token", token, "assertion", word(change))));
    }

    /// C10, V35: each word counts once, wherever it is used.
    @Test
    void a_word_counts_once() {
        watched();
        String once = word();
        String token = request(once, wanted()).statusCode(201).extract().path("token");
        refused(request(once, wanted()));
        refused(report("/checkpoint", token, once));
        refused(post("/refresh", Map.of("token", token, "assertion", once)));
        String again = word();
        report("/checkpoint", token, again).statusCode(200);
        refused(request(again, wanted()));
        assertEquals(400, OAuthClient.token(Issuers.form("", again)).statusCode());
    }

    /// C10: a word that was refused for what was asked for with it counts still.
    @Test
    void what_was_not_given_uses_no_word_up() {
        watched();
        String word = word();
        request(word, Map.of("agent_id", agent))
                .statusCode(400)
                .body("code", equalTo("accountability_required"));
        request(word, wanted("ttl_seconds", 301))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/ttl_seconds"));
        request(word, wanted("scopes", List.of("carnet:write"))).statusCode(400);
        request(word, wanted("mode", "standard"))
                .statusCode(400)
                .body("code", equalTo("delegation_accountability_violation"));
        request(word, wanted()).statusCode(201);
    }

    /// C10: a key that nobody trusts vouches for nobody, and a rule for one agent only.
    @Test
    void a_word_is_about_the_agent_that_its_rule_names() {
        var forger = new Issuer(issuer.name(), Machines.key());
        refused(request(forger.sign("", issuer.claims(SUBJECT).build()), wanted()));
        String other = world.agent(owner.workspace(), owner.id());
        refused(request(word(), wanted("agent_id", other)));
    }

    /// C6: what rests on a platform's word goes on with no other credential, and with the word of
    /// no other issuer.
    @Test
    void nothing_but_the_same_issuers_word_has_it_go_on() {
        watched();
        String token = request(word(), wanted()).statusCode(201).extract().path("token");
        refused(post("/checkpoint", report(token))).body("detail", containsString("assertion"));
        refused(post("/refresh", Map.of("token", token)));
        var second = Issuer.fresh();
        Issuers.trustWorkloads(owner, second, rule(agent), Map.of());
        refused(report("/checkpoint", token, second.sign("", second.claims(SUBJECT).build())));
        report("/checkpoint", token, word()).statusCode(200);
    }

    /// C6: a word is no use for a passport that does not rest on one.
    @Test
    void a_word_is_for_what_rests_on_it() {
        String plain =
                Issuers.as(owner)
                        .body(wanted())
                        .post("/passports")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        post("/refresh", Map.of("token", plain, "assertion", word()))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/assertion"));
    }

    /// C6, C9: the rule, the scopes it leaves, the agent and the issuer are looked at each time.
    @Test
    void what_was_taken_away_since_is_not_gone_on_with() {
        edit("/agents/" + agent, Map.of("mode", "logged"));
        String token = request(word(), wanted()).statusCode(201).extract().path("token");
        String rules = "/trusted-issuers/" + trust;
        String other = world.agent(owner.workspace(), owner.id());
        edit(rules, Map.of("rules", List.of(rule(other))));
        refused(report("/checkpoint", token, word()));
        refused(request(word(), wanted()));
        var less = new HashMap<>(rule(agent));
        less.put("scopes", List.of("carnet:write"));
        edit(rules, Map.of("rules", List.of(less)));
        report("/checkpoint", token, word())
                .statusCode(401)
                .body("code", equalTo("passport_revoked"));
        edit(rules, Map.of("rules", List.of(rule(agent))));
        report("/checkpoint", token, word()).statusCode(200);
        edit("/agents/" + agent, Map.of("status", "suspended"));
        report("/checkpoint", token, word()).statusCode(401);
        request(word(), wanted()).statusCode(401);
        edit("/agents/" + agent, Map.of("status", "active"));
        String again = request(word(), wanted()).statusCode(201).extract().path("token");
        edit(rules, Map.of("status", "disabled"));
        assertEquals("passport_revoked", Issuers.standing(again));
        refused(request(word(), wanted()));
        report("/checkpoint", again, word())
                .statusCode(401)
                .body("code", equalTo("passport_revoked"));
    }

    /// C10: a workload that sends a proof has its passport bound, and goes on with both.
    @Test
    void a_bound_passport_needs_its_key_and_a_word() {
        DpopKey key = DpopKey.fresh();
        String url = world.issuer() + House.API + "/passports";
        String token =
                House.patient()
                        .contentType("application/json")
                        .header("DPoP", key.proof("POST", url + "/request").sign())
                        .body(Map.of("assertion", word(), "passport", wanted()))
                        .post(House.API + "/passports/request")
                        .then()
                        .statusCode(201)
                        .body("dpop_jkt", equalTo(key.thumbprint()))
                        .extract()
                        .path("token");
        refused(post("/refresh", Map.of("token", token, "assertion", word())));
        refused(bound(key, token, Map.of("token", token)));
        bound(key, token, Map.of("token", token, "assertion", word()))
                .statusCode(200)
                .body("dpop_jkt", equalTo(key.thumbprint()));
    }

    private ValidatableResponse bound(DpopKey key, String token, Map<String, String> body) {
        String path = "/passports/refresh";
        return House.patient()
                .contentType("application/json")
                .header(
                        "DPoP",
                        key.proof("POST", world.issuer() + House.API + path).token(token).sign())
                .body(body)
                .post(House.API + path)
                .then();
    }

    /// C10: a plain agent asks here, too, for less than the rule gives it.
    @Test
    void an_agent_that_nobody_watches_says_what_it_wants() {
        request(word(), Map.of("agent_id", agent, "ttl_seconds", 60))
                .statusCode(201)
                .body("mandate.mode", equalTo("standard"));
    }
}
