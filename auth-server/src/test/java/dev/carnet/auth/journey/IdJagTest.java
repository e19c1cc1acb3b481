package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Issuers.Issuer;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The resource server's side of enterprise-managed authorization (ID-JAG), line by line.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class IdJagTest {

    private static final int ROUNDS = Rounds.COUNT;

    private final World world = World.current();
    private final Issuer issuer = Issuer.fresh();
    private final String client = Issuers.client();
    private Somebody owner = new Somebody("", "", "");
    private Somebody person = new Somebody("", "", "");
    private String trust = "";

    @BeforeEach
    void trusted() {
        owner = People.member(Role.OWNER);
        person = People.member(owner.workspace(), Role.MEMBER);
        trust = Issuers.trust(owner, issuer, Map.of());
        Issuers.link(owner, trust, "ann@idp", person.id());
    }

    @Test
    void an_assertion_becomes_a_short_token_of_the_person_without_a_refresh_token()
            throws Exception {
        String token =
                bring(about())
                        .then()
                        .statusCode(200)
                        .body("refresh_token", nullValue())
                        .body("expires_in", lessThanOrEqualTo(300))
                        .body("scope", equalTo("carnet:read"))
                        .extract()
                        .path("access_token");
        var claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertEquals(person.id(), claims.getSubject());
        assertEquals(client, claims.getStringClaim("client_id"));
        assertEquals(List.of(world.mcpUrl()), claims.getAudience());
        assertEquals("known", Issuers.standing(token));
        assertTrue(Rows.acts(owner.workspace()).contains("token.issue"));
    }

    @Test
    void the_metadata_names_the_grant_and_its_profile() {
        given().get("/.well-known/oauth-authorization-server")
                .then()
                .body("grant_types_supported", hasItem(Issuers.GRANT))
                .body(
                        "authorization_grant_profiles_supported",
                        hasItem("urn:ietf:params:oauth:grant-profile:id-jag"));
    }

    static Stream<Arguments> broken() {
        Instant now = Instant.now();
        return Stream.of(
                not("another audience", b -> b.audience("https://elsewhere.example")),
                not("the token endpoint", b -> b.audience(World.current().issuer() + "/token")),
                not("a slash", b -> b.audience(World.current().issuer() + "/")),
                not("two", b -> b.audience(List.of(World.current().issuer(), "https://x.y"))),
                not("no audience", b -> b.audience((String) null)),
                not("another client", b -> b.claim("client_id", Ids.fresh("cli"))),
                not("no client", b -> b.claim("client_id", null)),
                not("client as a list", b -> b.claim("client_id", List.of("x"))),
                not("no subject", b -> b.subject(null)),
                not("unknown subject", b -> b.subject("bob@idp")),
                not("no jti", b -> b.jwtID(null)),
                not("no iat", b -> b.issueTime(null)),
                not("no exp", b -> b.expirationTime(null)),
                not("expired", b -> b.expirationTime(at(now, -120)).issueTime(at(now, -300))),
                not("ten minutes", b -> b.expirationTime(at(now, 600))),
                not(
                        "issued in future",
                        b -> b.issueTime(at(now, 120)).expirationTime(at(now, 200))),
                not("not before", b -> b.notBeforeTime(at(now, 120))),
                not("cnf", b -> b.claim("cnf", Map.of("jkt", "x"))),
                not("details", b -> b.claim("authorization_details", List.of())),
                not("unknown resource", b -> b.claim("resource", "https://elsewhere.example/")),
                not("another issuer", b -> b.issuer("https://other.example")));
    }

    private static Date at(Instant now, int seconds) {
        return Date.from(now.plusSeconds(seconds));
    }

    private static Arguments not(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void an_assertion_that_says_anything_else_is_an_invalid_grant(
            String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        refused(bring(change.apply(about())), "invalid_grant");
        bring(about()).then().statusCode(200);
    }

    /// RFC 9700 §2.5: the type says what a signed object is for.
    @ParameterizedTest
    @ValueSource(strings = {"", "jwt", "at+jwt", "dpop+jwt", "client-authentication+jwt"})
    void an_object_of_another_type_is_no_identity_assertion(String type) {
        refused(post(issuer.sign(type, about().build())), "invalid_grant");
    }

    @Test
    void a_key_the_issuer_was_not_configured_with_counts_for_nothing() {
        var thief = new Issuer(issuer.name(), Machines.key());
        refused(post(thief.sign(Issuers.ID_JAG, about().build())), "invalid_grant");
        for (String text : List.of("x", "a.b.c", "", "..", "e30.e30.")) {
            refusedSomehow(post(text));
        }
    }

    @Test
    void an_assertion_that_is_too_long_is_not_looked_at() {
        refused(bring(about().claim("pad", "x".repeat(17_000))), "invalid_grant");
    }

    /// V35: an assertion is used once.
    @Test
    void an_assertion_is_used_once() {
        String assertion = issuer.sign(Issuers.ID_JAG, about().build());
        post(assertion).then().statusCode(200);
        refused(post(assertion), "invalid_grant");
    }

    /// V35: of two at the same moment one wins, every time.
    @Test
    void of_two_uses_at_the_same_moment_one_wins() {
        try (var races = new Races(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                var form = Issuers.form(client, issuer.sign(Issuers.ID_JAG, about().build()));
                long won =
                        races.run(() -> Wire.token(form).status()).stream()
                                .filter(status -> status == 200)
                                .count();
                assertEquals(1, won, "round " + round);
            }
        }
    }

    /// V4: a disabled issuer is trusted no more at once, and what rests on its word ends.
    @Test
    void a_disabled_issuer_takes_its_tokens_along() {
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        Issuers.as(owner)
                .body(Map.of("status", "disabled"))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200)
                .body("status", equalTo("disabled"));
        assertEquals("issuer_revoked", Issuers.standing(token));
        refused(bring(about()), "invalid_grant");
        assertEquals(
                List.of("0"),
                Rows.strings(
                        "SELECT count(*) FROM auth.grant_ WHERE issuer_id = ? AND revoked_at IS"
                                + " NULL",
                        trust));
        Issuers.as(owner)
                .body(Map.of("status", "active"))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        assertEquals("issuer_revoked", Issuers.standing(token));
        String next = bring(about()).then().statusCode(200).extract().path("access_token");
        assertEquals("known", Issuers.standing(next));
    }

    @Test
    void a_deleted_issuer_takes_its_tokens_along() {
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        Issuers.as(owner).delete("/trusted-issuers/" + trust).then().statusCode(200);
        assertEquals("issuer_revoked", Issuers.standing(token));
        refused(bring(about()), "invalid_grant");
        Issuers.as(owner).get("/trusted-issuers/" + trust).then().statusCode(404);
    }

    /// What a link gave ends with it; what others have by the same issuer lives.
    @Test
    void a_removed_link_takes_the_persons_tokens_along_and_nobody_elses() {
        var colleague = People.member(owner.workspace(), Role.MEMBER);
        Issuers.link(owner, trust, "col@idp", colleague.id());
        String theirs =
                bring(about("col@idp")).then().statusCode(200).extract().path("access_token");
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        Issuers.as(owner).delete("/account-links/" + link()).then().statusCode(200);
        assertEquals("grant_revoked", Issuers.standing(token));
        refused(bring(about()), "invalid_grant");
        assertEquals("known", Issuers.standing(theirs));
        assertTrue(Rows.acts(owner.workspace()).contains("account.unlink"));
    }

    private String link() {
        return Rows.string(
                "SELECT link_id FROM auth.account_link WHERE issuer_id = ? AND person_id = ?",
                trust,
                person.id());
    }

    /// Whoever removes a link and whoever brings an assertion at the same moment wait for each
    /// other.
    @Test
    void no_token_outlives_a_link_that_is_removed_while_it_is_given() {
        try (var races = new Races(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                String link = link();
                var form = Issuers.form(client, issuer.sign(Issuers.ID_JAG, about().build()));
                var first = new AtomicBoolean(true);
                races.run(
                        () -> first.getAndSet(false) ? unlinked(link) : Wire.token(form).status());
                assertEquals(
                        List.of("0"),
                        Rows.strings(
                                "SELECT count(*) FROM auth.grant_ WHERE issuer_id = ?"
                                        + " AND person_id = ? AND revoked_at IS NULL",
                                trust,
                                person.id()),
                        "round " + round);
                relink(link);
            }
        }
    }

    private void relink(String link) {
        world.write(
                "INSERT INTO auth.account_link (workspace_id, link_id, issuer_id, subject,"
                        + " person_id, created_at) VALUES (?, ?, ?, 'ann@idp', ?, now())",
                owner.workspace(),
                link,
                trust,
                person.id());
    }

    private int unlinked(String link) {
        return Issuers.as(owner).delete("/account-links/" + link).statusCode();
    }

    /// V5: a disabled person is refused in this grant, too.
    @Test
    void a_disabled_or_removed_person_is_refused() {
        world.write("UPDATE auth.person SET disabled_at = now() WHERE person_id = ?", person.id());
        refused(bring(about()), "invalid_grant");
        world.write("UPDATE auth.person SET disabled_at = NULL WHERE person_id = ?", person.id());
        bring(about()).then().statusCode(200);
        People.leave(person.workspace(), person.id());
        refused(bring(about()), "invalid_grant");
    }

    /// V5: nor does a client that was revoked get anything.
    @Test
    void a_revoked_client_is_refused() {
        world.write("UPDATE auth.client SET revoked_at = now() WHERE client_id = ?", client);
        bring(about()).then().statusCode(401).body("error", equalTo("invalid_client"));
    }

    /// V16: what the workspace thinks of a client counts here, too.
    @Test
    void a_blocked_client_is_refused() {
        world.write(
                """
                INSERT INTO auth.client_policy (workspace_id, policy_id, kind, target, stance)
                VALUES (?, ?, 'client', ?, 'blocked')
                """,
                owner.workspace(),
                Ids.fresh("pol"),
                client);
        refused(bring(about()), "unauthorized_client");
    }

    @Test
    void a_grant_that_was_revoked_ends_the_token() throws Exception {
        String token = bring(about()).then().statusCode(200).extract().path("access_token");
        var own = SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("carnet");
        String second = bring(about()).then().statusCode(200).extract().path("access_token");
        assertEquals(
                own.get("grant"),
                SignedJWT.parse(second)
                        .getJWTClaimsSet()
                        .getJSONObjectClaim("carnet")
                        .get("grant"));
        Issuers.as(owner)
                .body(Map.of("type", "grant", "id", own.get("grant")))
                .post("/revocations")
                .then()
                .statusCode(200);
        assertEquals("grant_revoked", Issuers.standing(token));
        assertEquals("grant_revoked", Issuers.standing(second));
    }

    /// V38: scopes are those asked for, as far as assertion, issuer and role go.
    @Test
    void scopes_are_what_all_of_them_have_in_common() {
        refused(bring(about().claim("scope", "carnet:operate")), "invalid_scope");
        bring(about().claim("scope", "carnet:read carnet:write carnet:operate"))
                .then()
                .body("scope", equalTo("carnet:read carnet:write"));
        var form = Issuers.form(client, issuer.sign(Issuers.ID_JAG, about().build()));
        form.put("scope", "carnet:write");
        refused(OAuthClient.token(form), "invalid_scope");
        refused(bring(about().claim("scope", " ")), "invalid_scope");
    }

    @Test
    void a_resource_in_the_assertion_limits_the_token() throws Exception {
        String api = world.issuer() + "/api/v1";
        String token =
                bring(about().claim("resource", api))
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("access_token");
        assertEquals(List.of(api), SignedJWT.parse(token).getJWTClaimsSet().getAudience());
        var assertion = issuer.sign(Issuers.ID_JAG, about().claim("resource", api).build());
        var form = Issuers.form(client, assertion);
        form.put("resource", world.mcpUrl());
        refused(OAuthClient.token(form), "invalid_target");
    }

    /// V41: an address links only where the owner allows it, and only until a subject is known.
    @Test
    void an_address_links_only_where_that_is_allowed() {
        refused(bring(about().subject("new@idp").claim("email", person.email())), "invalid_grant");
        Issuers.as(owner)
                .body(Map.of("link_by_email", true))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        refused(
                bring(
                        about().subject("new@idp")
                                .claim("email", person.email())
                                .claim("email_verified", false)),
                "invalid_grant");
        bring(about().subject("new@idp").claim("email", person.email())).then().statusCode(200);
        bring(about().subject("new@idp").claim("email", owner.email()))
                .then()
                .statusCode(200)
                .body("scope", equalTo("carnet:read"));
        assertEquals(
                person.id(),
                Rows.string(
                        "SELECT person_id FROM auth.account_link WHERE subject = 'new@idp'"
                                + " AND issuer_id = ?",
                        trust));
        refused(bring(about().subject("x@idp").claim("email", "who@idp.test")), "invalid_grant");
    }

    @Test
    void only_the_right_organisation_of_an_issuer_of_many_counts() {
        Issuers.as(owner)
                .body(Map.of("tenant", Map.of("claim", "tid", "value", "t1")))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        refused(bring(about()), "invalid_grant");
        refused(bring(about().claim("tid", "t2")), "invalid_grant");
        bring(about().claim("tid", "t1")).then().statusCode(200);
    }

    /// V37: an assertion for one client is nothing in the hands of another.
    @Test
    void another_client_gets_nothing_for_the_assertion() {
        String assertion = issuer.sign(Issuers.ID_JAG, about().build());
        refused(OAuthClient.token(Issuers.form(Issuers.client(), assertion)), "invalid_grant");
        OAuthClient.token(Issuers.form("", assertion))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        OAuthClient.token(Issuers.form(OAuthClient.known().clientId, assertion))
                .then()
                .body("error", equalTo("unauthorized_client"));
    }

    @Test
    void an_issuer_vouches_only_through_the_clients_it_may_and_only_in_their_workspace() {
        Issuers.as(owner)
                .body(Map.of("clients", List.of(Ids.fresh("cli"))))
                .patch("/trusted-issuers/" + trust)
                .then()
                .statusCode(200);
        refused(bring(about()), "invalid_grant");
        String foreign = Issuers.client(Optional.of(People.workspace()));
        var form =
                Issuers.form(
                        foreign,
                        issuer.sign(Issuers.ID_JAG, issuer.about("ann@idp", foreign).build()));
        refused(OAuthClient.token(form), "invalid_grant");
    }

    /// Two workspaces trust the same issuer for the same person: none is guessed.
    @Test
    void which_of_several_workspaces_is_meant_has_to_be_said() throws Exception {
        var other = People.member(Role.OWNER);
        String second = Issuers.trust(other, issuer, Map.of());
        People.join(other.workspace(), person.id(), Role.VIEWER);
        Issuers.link(other, second, "ann@idp", person.id());
        refused(bring(about()), "invalid_request");
        var form = Issuers.form(client, issuer.sign(Issuers.ID_JAG, about().build()));
        form.put("carnet_workspace", other.workspace());
        String token =
                OAuthClient.token(form).then().statusCode(200).extract().path("access_token");
        assertEquals(
                other.workspace(),
                SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("carnet").get("ws"));
    }

    private JWTClaimsSet.Builder about() {
        return about("ann@idp");
    }

    private JWTClaimsSet.Builder about(String subject) {
        return issuer.about(subject, client);
    }

    private Response bring(JWTClaimsSet.Builder claims) {
        return post(issuer.sign(Issuers.ID_JAG, claims.build()));
    }

    private Response post(String assertion) {
        return OAuthClient.token(Issuers.form(client, assertion));
    }

    private static void refused(Response answer, String error) {
        answer.then().statusCode(400).body("error", equalTo(error));
    }

    private static void refusedSomehow(Response answer) {
        answer.then().statusCode(400);
    }
}
