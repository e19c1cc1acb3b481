package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.Devices.Begun;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class FederationTest extends AtProvider {

    @Test
    void a_linked_account_signs_its_person_in() {
        linked();
        assertTrue(browser.get("/signin").body().contains("/signin/provider/" + provider));
        Page away = away(browser);
        String location = away.location().orElseThrow();
        assertTrue(location.startsWith(other.url() + "/authorize?"), location);
        assertTrue(location.contains("code_challenge_method=S256"), location);
        Page done = back(browser, away);
        assertEquals(Optional.of("/account"), done.location());
        assertTrue(browser.get("/account").body().contains(person.email()));
        assertTrue(other.redeemed.contains("code_verifier="), other.redeemed);
        assertTrue(other.authorization.startsWith("Basic "));
        assertFalse(other.redeemed.contains("s3cret"));
        assertTrue(Rows.acts(Event.SYSTEM).contains("identity.link"));
    }

    /// V41: another provider's word changes nothing about how somebody signs in.
    @Test
    void a_federated_session_changes_nothing_about_signing_in() {
        linked();
        back(browser, away(browser));
        for (String page : List.of("/account/security", "/account/app", "/account/passkey")) {
            assertEquals(303, browser.get(page).status(), page);
        }
    }

    /// V41: an account that nobody linked is nobody's, whatever address it claims.
    @Test
    void an_unknown_account_is_refused_even_with_the_address_of_somebody() {
        other.bend = it -> it.claim("email", person.email()).claim("email_verified", true);
        Page refused = back(browser, away(browser));
        assertEquals(400, refused.status());
        assertTrue(refused.body().contains("linked to nobody here"));
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
    }

    /// V41: the same subject of another provider is somebody else.
    @Test
    void a_subject_counts_with_its_issuer_only() {
        linked();
        try (var elsewhere = new OtherIssuer()) {
            String second =
                    rest(person)
                            .body(
                                    Map.of(
                                            "name",
                                            "Elsewhere",
                                            "issuer",
                                            elsewhere.url(),
                                            "client_id",
                                            OtherIssuer.CLIENT))
                            .post("/identity-providers")
                            .then()
                            .statusCode(201)
                            .extract()
                            .path("id");
            Page away = browser.get("/signin/provider/" + second);
            elsewhere.nonce = away.parameter("nonce").orElseThrow();
            Page refused =
                    browser.get(
                            "/signin/callback?code=c&state="
                                    + away.parameter("state").orElseThrow());
            assertEquals(400, refused.status());
            assertTrue(refused.body().contains("linked to nobody here"));
        }
    }

    @ParameterizedTest
    @MethodSource("bent")
    void a_bent_id_token_signs_nobody_in(String what, Consumer<OtherIssuer> bend) {
        linked();
        bend.accept(other);
        Page refused = back(browser, away(browser));
        assertEquals(400, refused.status(), what);
        assertTrue(refused.body().contains("did not sign you in here"), what);
        assertEquals(Optional.empty(), browser.cookie("carnet_session"), what);
    }

    static Stream<Arguments> bent() {
        return Stream.of(
                claims("other issuer", it -> it.issuer("https://evil.example")),
                claims("other audience", it -> it.audience("somebody-else")),
                claims("no audience", it -> it.audience(List.<String>of())),
                claims(
                        "several audiences without azp",
                        it -> it.audience(List.of("carnet", "somebody-else"))),
                claims("azp of somebody else", it -> it.claim("azp", "somebody-else")),
                claims("other nonce", it -> it.claim("nonce", "x")),
                claims("no nonce", it -> it.claim("nonce", null)),
                claims("expired", it -> it.expirationTime(ago(120))),
                claims("no expiry", it -> it.expirationTime(null)),
                claims("from the future", it -> it.issueTime(ago(-3600))),
                claims("no subject", it -> it.subject(null)),
                claims("endless subject", it -> it.subject("x".repeat(256))),
                signed("alg none", (_, claims) -> new PlainJWT(claims).serialize()),
                signed("HS256 with the public key", FederationTest::hmac),
                signed("key of somebody else", (_, claims) -> foreign(claims)),
                signed("no token", (_, _) -> ""),
                signed("garbage", (_, _) -> "a.b.c"));
    }

    private interface Signing {
        String sign(OtherIssuer other, JWTClaimsSet claims);
    }

    private static Arguments claims(String what, Consumer<JWTClaimsSet.Builder> bend) {
        return Arguments.of(
                what,
                (Consumer<OtherIssuer>)
                        other ->
                                other.bend =
                                        it -> {
                                            bend.accept(it);
                                            return it;
                                        });
    }

    private static Arguments signed(String what, Signing signing) {
        return Arguments.of(
                what,
                (Consumer<OtherIssuer>)
                        other -> other.sign = claims -> signing.sign(other, claims));
    }

    private static Date ago(long seconds) {
        return Date.from(Instant.now().minusSeconds(seconds));
    }

    private static String hmac(OtherIssuer other, JWTClaimsSet claims) {
        try {
            var jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims);
            jwt.sign(new MACSigner(other.key().toPublicJWK().toJSONString()));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String foreign(JWTClaimsSet claims) {
        try {
            return OtherIssuer.signed(
                    claims, new ECKeyGenerator(Curve.P_256).keyID("one").generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// V36, V49: an answer counts once, in the browser that asked, and under the state it got.
    @Test
    void an_answer_to_somebody_elses_question_is_refused() {
        linked();
        Page away = away(browser);
        var stranger = browser();
        assertEquals(400, back(stranger, away).status());
        away(stranger);
        assertEquals(400, back(stranger, away).status());
        assertEquals(400, browser.get("/signin/callback?code=c&state=x").status());
        assertEquals(400, browser.get("/signin/callback?code=c").status());
        assertEquals(303, back(browser, away).status());
        assertEquals(400, back(browser, away).status());
    }

    @Test
    void a_question_waits_ten_minutes() {
        linked();
        Page away = away(browser);
        World.current()
                .write(
                        "UPDATE auth.federation_request SET expires_at = now() - interval '1"
                                + " second'");
        assertEquals(400, back(browser, away).status());
    }

    /// RFC 9207 §2.4: an answer of another issuer, or without the name a provider promised.
    @Test
    void a_mixed_up_answer_is_refused() {
        linked();
        assertEquals(400, back(browser, away(browser), "&iss=https%3A%2F%2Fevil.example").status());
        assertEquals(
                400,
                back(browser, away(browser), "&iss=" + Browser.encode(other.url()) + "%2F")
                        .status());
        assertEquals(
                303, back(browser, away(browser), "&iss=" + Browser.encode(other.url())).status());
    }

    @Test
    void a_provider_that_is_switched_off_signs_nobody_in_and_everybody_out() {
        linked();
        back(browser, away(browser));
        assertEquals(200, browser.get("/account").status());
        rest(person)
                .body(Map.of("enabled", false))
                .patch("/identity-providers/" + provider)
                .then()
                .statusCode(200)
                .body("enabled", equalTo(false));
        assertEquals(303, browser.get("/account").status());
        assertEquals(400, browser.get("/signin/provider/" + provider).status());
        assertFalse(browser.get("/signin").body().contains(provider));
        rest(person)
                .body(Map.of("enabled", true))
                .patch("/identity-providers/" + provider)
                .then()
                .statusCode(200);
        assertEquals(303, browser.get("/account").status());
        assertEquals(303, back(browser, away(browser)).status());
    }

    /// V41: the provider of one workspace must not become a person in another one.
    @Test
    void a_member_of_another_workspace_too_is_nobody_a_provider_may_speak_for() {
        linked();
        back(browser, away(browser));
        assertEquals(200, browser.get("/account").status());
        People.join(People.workspace(), person.id(), Role.VIEWER);
        assertEquals(303, browser.get("/account").status());
        assertEquals(400, back(browser, away(browser)).status());
    }

    /// V41: linking takes the person's own browser, a fresh sign-in, and a link of their page.
    @Test
    void nobody_is_made_to_link_an_account() {
        password(browser, person);
        String link = linkOf(browser);
        assertEquals(400, browser.get("/account/identity?csrf=x").status());
        var stranger = browser();
        password(stranger, People.member(Role.OWNER));
        assertEquals(400, stranger.get(link).status());
        Page away = browser.get(link);
        World.current()
                .write(
                        "UPDATE auth.sign_in_session SET authenticated_at = now() - interval '11"
                                + " minutes' WHERE person_id = ?",
                        person.id());
        assertEquals(400, back(browser, away).status());
        assertEquals(
                "0",
                Rows.string(
                        "SELECT count(*) FROM auth.linked_identity WHERE person_id = ?",
                        person.id()));
    }

    @Test
    void an_account_is_one_persons_and_its_link_ends_when_they_say_so() {
        linked();
        var colleague = People.member(person.workspace(), Role.MEMBER);
        var theirs = browser();
        assertEquals(Optional.of("/account/security?taken"), link(theirs, colleague).location());
        back(browser, away(browser));
        var own = browser();
        password(own, person);
        Page page = own.get("/account/security");
        assertEquals(
                303,
                own.post("/account/identity/remove", page.hidden("/account/identity/remove"))
                        .status());
        assertEquals(303, browser.get("/account").status());
        assertEquals(400, back(browser, away(browser)).status());
    }

    private void unlink() {
        var own = browser();
        password(own, person);
        Page page = own.get("/account/security");
        assertEquals(
                303,
                own.post("/account/identity/remove", page.hidden("/account/identity/remove"))
                        .status());
    }

    /// V41: what a provider's word opened ends with the link, and what the person opened lives.
    @Test
    void the_end_of_a_link_ends_what_was_allowed_through_it() {
        linked();
        var own = browser();
        password(own, person);
        Program kept = program(own);
        back(browser, away(browser));
        Program gone = program(browser);
        var waiting = OAuthClient.known();
        String code = code(browser, waiting);
        Begun device = Devices.begin(Devices.client());
        Page question = Devices.type(browser, browser.get("/device"), device.userCode());
        assertEquals(200, Devices.decide(browser, question, "allow", "scope_read").status());
        unlink();
        assertEquals("grant_revoked", gone.standing());
        assertEquals(400, gone.refresh());
        assertEquals(400, OAuthClient.token(waiting.redemption(code)).statusCode());
        assertEquals(400, device.poll().statusCode());
        assertEquals("known", kept.standing());
        assertEquals(200, kept.refresh());
        assertEquals(303, browser.get("/account").status());
        linked();
        assertEquals(400, OAuthClient.token(waiting.redemption(code)).statusCode());
    }

    /// V41: what is allowed in a session that ends meanwhile comes to nothing.
    @Test
    void a_code_of_an_account_that_is_linked_no_more_is_refused() {
        linked();
        back(browser, away(browser));
        var client = OAuthClient.known();
        String code = code(browser, client);
        World.current().write("DELETE FROM auth.linked_identity WHERE person_id = ?", person.id());
        assertEquals(400, OAuthClient.token(client.redemption(code)).statusCode());
        assertEquals(303, browser.get("/account").status());
    }

    /// V41: the same for a provider that is removed or switched off.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_end_of_a_provider_ends_what_was_allowed_through_it(boolean forGood) {
        linked();
        back(browser, away(browser));
        Program gone = program(browser);
        var waiting = OAuthClient.known();
        String code = code(browser, waiting);
        RequestSpecification request = rest(person);
        String path = "/identity-providers/" + provider;
        (forGood ? request.delete(path) : request.body(Map.of("enabled", false)).patch(path))
                .then()
                .statusCode(200);
        assertEquals("grant_revoked", gone.standing());
        assertEquals(400, gone.refresh());
        assertEquals(400, OAuthClient.token(waiting.redemption(code)).statusCode());
        assertEquals(303, browser.get("/account").status());
        assertEquals(
                "1",
                Rows.string(
                        "SELECT count(*) FROM audit.entry WHERE convert_from(data, 'UTF8') LIKE ?"
                                + " AND convert_from(data, 'UTF8') LIKE '%\"count\":\"2\"%'",
                        "%identity_provider.%" + provider + "%"));
    }

    @Test
    void who_has_a_second_factor_is_asked_for_it_here_too() {
        linked();
        password(browser, person);
        Phone phone = Phone.enrol(browser);
        Phone.forgetSteps(person.id());
        browser.forget();
        Page half = back(browser, away(browser));
        assertEquals(Optional.of("/signin/second?return=%2Faccount"), half.location());
        var form =
                new java.util.LinkedHashMap<>(
                        browser.get("/signin/second").hidden("/signin/second"));
        form.put("code", phone.now());
        assertEquals(Optional.of("/account"), browser.post("/signin/second", form).location());
        rest(person).delete("/identity-providers/" + provider).then().statusCode(200);
        assertEquals(303, browser.get("/account").status());
    }

    /// Providers sign by Edwards curves too (RFC 8037, RFC 9864).
    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void an_id_token_signed_by_an_edwards_curve_counts(String algorithm) throws JOSEException {
        var key = new OctetKeyPairGenerator(Curve.Ed25519).keyID("two").generate();
        other.published = Optional.of(key);
        other.sign = claims -> signed(claims, key, algorithm);
        linked();
        assertEquals(303, back(browser, away(browser)).status());
        assertTrue(browser.get("/account").body().contains(person.email()));
        browser.forget();
        var foreign = new OctetKeyPairGenerator(Curve.Ed25519).keyID("two").generate();
        other.sign = claims -> signed(claims, foreign, algorithm);
        back(browser, away(browser));
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
    }

    private static String signed(JWTClaimsSet claims, OctetKeyPair key, String algorithm) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID(key.getKeyID());
            var jwt = new SignedJWT(header.build(), claims);
            jwt.sign(new Ed25519Signer(key));
            return jwt.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void an_owner_changes_what_we_are_called_there_and_the_secret() {
        String path = "/identity-providers/" + provider;
        String tag = rest(person).get(path).then().extract().header("ETag");
        rest(person)
                .header("If-Match", tag)
                .body(Map.of("name", "Acme new", "client_id", "carnet-2"))
                .patch(path)
                .then()
                .statusCode(200)
                .body("name", equalTo("Acme new"))
                .body("client_id", equalTo("carnet-2"))
                .body("enabled", equalTo(true))
                .body("version", equalTo(2));
        rest(person)
                .header("If-Match", tag)
                .body(Map.of("name", "Late"))
                .patch(path)
                .then()
                .statusCode(412);
        assertTrue(browser.get("/signin").body().contains("Acme new"));
        rest(person)
                .body(Map.of("client_id", OtherIssuer.CLIENT, "client_secret", "another"))
                .patch(path)
                .then()
                .statusCode(200)
                .body(not(containsString("another")));
        linked();
        String pair =
                new String(
                        Base64.getDecoder().decode(other.authorization.substring(6)),
                        StandardCharsets.UTF_8);
        assertEquals(OtherIssuer.CLIENT + ":another", pair);
        assertTrue(Rows.acts(person.workspace()).contains("identity_provider.edit"));
    }

    /// V41: linked accounts are names of one issuer, so it never changes.
    @Test
    void the_issuer_of_a_provider_never_changes() {
        for (var body :
                List.of(
                        Map.of("issuer", "https://elsewhere.example"),
                        Map.of("name", " "),
                        Map.of("client_id", ""),
                        Map.of("client_secret", ""),
                        Map.of("enabled", "perhaps"))) {
            rest(person)
                    .body(body)
                    .patch("/identity-providers/" + provider)
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", hasItem("/" + body.keySet().iterator().next()));
        }
        rest(People.member(person.workspace(), Role.ADMIN))
                .body(Map.of("name", "Mine"))
                .patch("/identity-providers/" + provider)
                .then()
                .statusCode(403);
    }

    @Test
    void only_an_owner_makes_a_provider_and_nobody_sees_its_secret() {
        var admin = People.member(person.workspace(), Role.ADMIN);
        rest(admin)
                .body(Map.of("name", "x", "issuer", other.url(), "client_id", "c"))
                .post("/identity-providers")
                .then()
                .statusCode(403);
        rest(admin)
                .get("/identity-providers/" + provider)
                .then()
                .statusCode(200)
                .body(not(containsString("s3cret")));
        rest(person)
                .body(
                        Map.of(
                                "name", "x",
                                "issuer", "http://10.0.0.1/",
                                "client_id", "c"))
                .post("/identity-providers")
                .then()
                .statusCode(400);
        assertFalse(
                Rows.string("SELECT string_agg(p::text, ' ') FROM auth.identity_provider p")
                        .contains("s3cret"));
    }
}
