package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The FAPI 2.0 security profile with plain OAuth, `private_key_jwt` and DPoP: the subjects of the
/// OpenID Foundation's modules, from outside.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class FapiSecurityProfileTest {

    private Optional<FapiClient> made = Optional.empty();

    @BeforeEach
    void aClient() {
        made = Optional.of(FapiClient.create(People.member(Role.OWNER)));
    }

    private FapiClient client() {
        return made.orElseThrow();
    }

    private static Response refused(Response answer, String error) {
        answer.then()
                .statusCode(error.equals("invalid_client") ? 401 : 400)
                .header("Cache-Control", "no-store")
                .body("error", equalTo(error));
        return answer;
    }

    private DpopKey.Proof proof() {
        return client().holder().proof("POST", FapiClient.issuer() + "/token");
    }

    /// Redeems a fresh code with that proof.
    private Response redeem(DpopKey.Proof proof) {
        String code = client().code();
        return client().token(
                        client().with(client().redemption(code), client().assertion()), proof);
    }

    private Response push(JWSAlgorithm algorithm, UnaryOperator<JWTClaimsSet.Builder> bend) {
        String assertion = client().assertion(algorithm, bend);
        return Pushes.push(client().with(client().request(), assertion));
    }

    private Page open(String clientId, String uri) {
        return new Browser(FapiClient.issuer())
                .get("/authorize?" + Browser.encode(Pushes.by(clientId, uri)));
    }

    @Test
    void happy_path() throws ParseException {
        Page done = client().allowed(client().pushed(client().request()));
        assertEquals(Optional.of(FapiClient.issuer()), done.parameter("iss"));
        assertEquals(Optional.of("xyz 1&2"), done.parameter("state"));
        Response answer = client().token(client().redemption(done.parameter("code").orElseThrow()));
        answer.then().statusCode(200).body("token_type", equalTo("DPoP"));
        assertEquals(
                Map.of("jkt", client().holder().thumbprint()),
                SignedJWT.parse(answer.path("access_token"))
                        .getJWTClaimsSet()
                        .getJSONObjectClaim("cnf"));
    }

    @Test
    void only_confidential_clients_with_private_key_jwt() {
        for (String method : List.of("none", "client_secret_basic", "client_secret_post")) {
            FapiClient.create(People.member(Role.OWNER), method, Machines.key())
                    .then()
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("/token_endpoint_auth_method"));
        }
    }

    @Test
    void negative_dpop_proofs() {
        String token = FapiClient.issuer() + "/token";
        DpopKey key = client().holder();
        refused(redeem(key.proof("GET", token)), "invalid_dpop_proof");
        refused(redeem(key.proof("POST", FapiClient.issuer() + "/par")), "invalid_dpop_proof");
        refused(redeem(proof().type("jwt")), "invalid_dpop_proof");
        refused(redeem(proof().claim("jti", "")), "invalid_dpop_proof");
        refused(redeem(proof().claim("htu", "https://evil.example/token")), "invalid_dpop_proof");
        refused(redeem(proof().at(Instant.now().minusSeconds(90))), "invalid_dpop_proof");
        String used = proof().nonce(client().nonce()).sign();
        var form = client().with(client().redemption(client().code()), client().assertion());
        FapiClient.post(form, Optional.of(used)).then().statusCode(200);
        var again = client().with(client().redemption(client().code()), client().assertion());
        refused(FapiClient.post(again, Optional.of(used)), "invalid_dpop_proof");
    }

    @Test
    void nonce_is_demanded() {
        var form = client().with(client().redemption(client().code()), client().assertion());
        Response first = FapiClient.post(form, Optional.of(proof().sign()));
        refused(first, "use_dpop_nonce").then().header("Cache-Control", "no-store");
        var again = client().with(form, client().assertion());
        FapiClient.post(again, Optional.of(proof().nonce(first.header("DPoP-Nonce")).sign()))
                .then()
                .statusCode(200);
    }

    @Test
    void mismatched_dpop_jkt() {
        String other = DpopKey.fresh().thumbprint();
        String code = client().code(client().request("dpop_jkt", other));
        refused(client().token(client().redemption(code)), "invalid_grant");
        String par = FapiClient.issuer() + "/par";
        Response first = pushWithProof(other, client().holder().proof("POST", par));
        refused(first, "use_dpop_nonce");
        refused(
                pushWithProof(
                        other,
                        client().holder().proof("POST", par).nonce(first.header("DPoP-Nonce"))),
                "invalid_dpop_proof");
    }

    private Response pushWithProof(String jkt, DpopKey.Proof proof) {
        return Pushes.push(
                client().with(client().request("dpop_jkt", jkt), client().assertion()),
                Map.of("DPoP", proof.sign()));
    }

    /// Ten seconds ahead are accepted; the test stays two below, for the way there.
    @Test
    void dpop_iat_10_s_off() {
        redeem(proof().at(Instant.now().plusSeconds(8))).then().statusCode(200);
        redeem(proof().at(Instant.now().minusSeconds(10))).then().statusCode(200);
        refused(redeem(proof().at(Instant.now().plusSeconds(90))), "invalid_dpop_proof");
    }

    @Test
    void code_bound_to_the_dpop_key() {
        String code = client().code(client().request("dpop_jkt", client().holder().thumbprint()));
        refused(client().token(client().redemption(code), DpopKey.fresh()), "invalid_grant");
        client().token(client().redemption(code)).then().statusCode(200);
    }

    /// RFC 9700 §4.5: what another client fetched is worth nothing to this one.
    @Test
    void code_bound_to_the_client() {
        String code = client().code();
        FapiClient other = FapiClient.create(People.member(Role.OWNER));
        var form = other.redemption(code);
        form.put("code_verifier", client().verifier());
        refused(other.token(form), "invalid_grant");
        client().token(client().redemption(code)).then().statusCode(200);
    }

    /// RFC 9700 §4.5: the tokens of a code that comes twice end with it.
    @Test
    void code_reuse_after_1_s() {
        String code = client().code();
        Response first = client().token(client().redemption(code));
        first.then().statusCode(200);
        refused(client().token(client().redemption(code)), "invalid_grant");
        refused(client().token(client().refreshment(first.path("refresh_token"))), "invalid_grant");
    }

    /// RFC 9700 §4.5: a code lives for sixty seconds at most.
    @Test
    void expired_code() {
        String code = client().code();
        byte[] hash = OpaqueToken.hash(code).getBytes();
        assertEquals(
                "t",
                Rows.string(
                        "SELECT expires_at <= now() + interval '60 s' FROM auth.code WHERE hash = ?",
                        hash));
        World.current().write("UPDATE auth.code SET expires_at = now() WHERE hash = ?", hash);
        refused(client().token(client().redemption(code)), "invalid_grant");
    }

    /// V58: RS256 is fine for others, never here; PS256 with the same key is.
    @Test
    void assertion_with_rs256() {
        refused(push(JWSAlgorithm.RS256, claims -> claims), "invalid_client");
        push(JWSAlgorithm.PS256, claims -> claims).then().statusCode(201);
    }

    @Test
    void assertion_expired() {
        refused(
                push(JWSAlgorithm.ES256, claims -> claims.expirationTime(ago(90))),
                "invalid_client");
    }

    private static Date ago(int seconds) {
        return Date.from(Instant.now().minusSeconds(seconds));
    }

    @Test
    void assertion_iat_and_nbf_in_the_future() {
        push(JWSAlgorithm.ES256, claims -> claims.issueTime(ago(-8)).notBeforeTime(ago(-8)))
                .then()
                .statusCode(201);
        refused(push(JWSAlgorithm.ES256, claims -> claims.issueTime(ago(-90))), "invalid_client");
        refused(
                push(JWSAlgorithm.ES256, claims -> claims.notBeforeTime(ago(-90))),
                "invalid_client");
    }

    /// V59: an assertion for somebody else is not one for us.
    @Test
    void assertion_with_a_wrong_audience() {
        refused(
                push(JWSAlgorithm.ES256, claims -> claims.claim("aud", "https://other.example")),
                "invalid_client");
        refused(
                push(JWSAlgorithm.ES256, claims -> claims.claim("aud", FapiClient.issuer() + "/")),
                "invalid_client");
    }

    @Test
    void assertion_without_sub() {
        refused(push(JWSAlgorithm.ES256, claims -> claims.subject(null)), "invalid_client");
    }

    /// V35: nor does the same assertion work twice.
    @Test
    void assertion_used_twice() {
        String assertion = client().assertion();
        Pushes.push(client().with(client().request(), assertion)).then().statusCode(201);
        refused(Pushes.push(client().with(client().request(), assertion)), "invalid_client");
    }

    @Test
    void par_request_uri_reused() {
        String uri = client().pushed(client().request());
        assertTrue(client().allowed(uri).parameter("code").isPresent());
        Page again = open(client().id(), uri);
        assertEquals(400, again.status());
        assertTrue(again.body().contains("invalid_request_uri"));
    }

    @Test
    void par_request_uri_expired() {
        String uri = client().pushed(client().request());
        Pushes.expire(uri);
        assertEquals(400, open(client().id(), uri).status());
    }

    @Test
    void par_request_uri_of_another_client() {
        String uri = client().pushed(client().request());
        FapiClient other = FapiClient.create(People.member(Role.OWNER));
        assertEquals(400, open(other.id(), uri).status());
    }

    /// V59: one string, never a list.
    @Test
    void par_audience_as_array() {
        refused(
                push(
                        JWSAlgorithm.ES256,
                        claims -> claims.claim("aud", List.of(FapiClient.issuer(), "https://x"))),
                "invalid_client");
        refused(
                push(
                        JWSAlgorithm.ES256,
                        claims ->
                                claims.claim(
                                        "aud", List.of(FapiClient.issuer(), FapiClient.issuer()))),
                "invalid_client");
    }

    /// V59: the issuer, and no endpoint of it.
    @ParameterizedTest
    @ValueSource(strings = {"/par", "/token"})
    void par_or_token_endpoint_url_as_audience(String endpoint) {
        UnaryOperator<JWTClaimsSet.Builder> bend =
                claims -> claims.claim("aud", FapiClient.issuer() + endpoint);
        refused(push(JWSAlgorithm.ES256, bend), "invalid_client");
        String assertion = client().assertion(JWSAlgorithm.ES256, bend);
        var form = client().with(client().redemption(client().code()), assertion);
        refused(client().token(form, proof()), "invalid_client");
    }

    /// V43, V44: no challenge, no request.
    @Test
    void pkce_missing() {
        refused(client().push(client().request("code_challenge", "")), "invalid_request");
        refused(client().push(client().request("code_challenge_method", "")), "invalid_request");
    }

    /// V43, V45: and no other method.
    @Test
    void pkce_plain() {
        refused(
                client().push(client().request("code_challenge_method", "plain")),
                "invalid_request");
    }

    /// V43, V45: literally the verifier of the challenge.
    @Test
    void pkce_wrong_verifier() {
        String code = client().code();
        var form = client().redemption(code);
        form.put("code_verifier", "w".repeat(43));
        refused(client().token(form), "invalid_grant");
        form.put("code_verifier", "");
        refused(client().token(form), "invalid_request");
    }

    /// FAPI 2.0 §5.3.2.1: the same token again, with a proof, whatever its key.
    @Test
    void refresh() {
        Response first = client().token(client().redemption(client().code()));
        String token = first.path("refresh_token");
        for (int round = 0; round < 3; round++) {
            client().token(client().refreshment(token))
                    .then()
                    .statusCode(200)
                    .body("token_type", equalTo("DPoP"))
                    .body("refresh_token", nullValue());
        }
        client().token(client().refreshment(token), DpopKey.fresh()).then().statusCode(200);
        var form = client().with(client().refreshment(token), client().assertion());
        refused(FapiClient.post(form, Optional.empty()), "invalid_dpop_proof");
        FapiClient other = FapiClient.create(People.member(Role.OWNER));
        refused(other.token(other.refreshment(token)), "invalid_grant");
    }

    @Test
    void unsigned_front_channel_request() {
        Page page =
                new Browser(FapiClient.issuer())
                        .get("/authorize?" + Browser.encode(client().request()));
        assertEquals(Optional.of("invalid_request"), page.parameter("error"));
        assertFalse(page.parameter("code").isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "code id_token", "id_token", "code token"})
    void token_and_code_id_token(String type) {
        refused(
                client().push(client().request("response_type", type)),
                "unsupported_response_type");
    }

    /// V43, RFC 9700 §2.1: exactly what is registered; with this profile not even a port differs.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "https://client.example/callback/",
                "https://client.example/callback?x=y",
                "https://CLIENT.example/callback",
                "http://127.0.0.1:7778/cb",
                "http://127.0.0.1/cb",
                "http://localhost:7777/cb",
            })
    void unregistered_redirect(String uri) {
        refused(client().push(client().request("redirect_uri", uri)), "invalid_request");
    }

    /// V60: compared again where the code is redeemed.
    @Test
    void redirect_mismatch_at_the_token_endpoint() {
        String code = client().code();
        var form = client().redemption(code);
        form.put("redirect_uri", "http://127.0.0.1:7777/cb");
        refused(client().token(form), "invalid_grant");
        form.remove("redirect_uri");
        refused(client().token(form), "invalid_request");
        client().token(client().redemption(code)).then().statusCode(200);
    }

    @Test
    void client_id_mismatch_at_the_token_endpoint() {
        FapiClient other = FapiClient.create(People.member(Role.OWNER));
        var form = client().redemption(client().code());
        form.put("client_id", other.id());
        refused(client().token(form), "invalid_request");
    }

    @Test
    void key_proof_required() {
        var form = client().with(client().redemption(client().code()), client().assertion());
        refused(FapiClient.post(form, Optional.empty()), "invalid_dpop_proof");
    }

    @Test
    void par_with_a_wrong_http_method() {
        String query = Browser.encode(client().with(client().request(), client().assertion()));
        given().get("/par?" + query).then().statusCode(405).header("Allow", containsString("POST"));
        given().put("/par").then().statusCode(405);
    }

    /// V8: at both endpoints.
    @ParameterizedTest
    @CsvSource({"/par, state", "/par, scope", "/par, client_assertion", "/token, code"})
    void duplicate_parameters(String path, String name) {
        Map<String, String> form =
                path.equals("/par") ? client().request() : client().redemption("carnet_ac_x");
        String body = Browser.encode(client().with(form, client().assertion()));
        refused(
                given().contentType("application/x-www-form-urlencoded")
                        .body(body + "&" + name + "=x")
                        .post(path),
                "invalid_request");
    }

    @Test
    void different_state_or_nonce_inside_and_outside() {
        var inside = client().request("nonce", "inside");
        var query = Pushes.by(client().id(), client().pushed(inside));
        query.put("state", "outside");
        query.put("nonce", "outside");
        var browser = new Browser(FapiClient.issuer());
        Page first = browser.get("/authorize?" + Browser.encode(query));
        assertTrue(first.location().orElseThrow().contains("/signin"));
        Page done = client().allowed(client().pushed(inside));
        assertEquals(Optional.of("xyz 1&2"), done.parameter("state"));
    }
}
