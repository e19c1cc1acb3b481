package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.proof.Nonces;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// RFC 9449 at the token endpoint.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DpopTest {

    private static final int ROUNDS = Rounds.COUNT;

    private final DpopKey key = DpopKey.fresh();
    private final DpopKey other = DpopKey.fresh();
    private final String url = World.current().issuer() + "/token";
    private OAuthClient client = new OAuthClient("");
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        client = OAuthClient.known();
        person = People.member(Role.OWNER);
    }

    private String proof(DpopKey by) {
        return by.proof("POST", url).sign();
    }

    private Response token(Map<String, String> form, String... proofs) {
        var headers = List.of(proofs).stream().map(proof -> new Header("DPoP", proof)).toList();
        return given().headers(new Headers(headers))
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(form))
                .post("/token");
    }

    private static void refused(Response answer, String error) {
        answer.then()
                .statusCode(400)
                .header("Cache-Control", "no-store")
                .body("error", equalTo(error));
    }

    @Test
    void a_token_is_bound_to_the_key_that_was_proven() throws ParseException {
        Response answer = token(client.redemption(Grants.code(client, person)), proof(key));
        answer.then().statusCode(200).body("token_type", equalTo("DPoP"));
        var claims = SignedJWT.parse(answer.path("access_token")).getJWTClaimsSet();
        assertEquals(Map.of("jkt", key.thumbprint()), claims.getJSONObjectClaim("cnf"));
        client.redeem(Grants.code(client, person))
                .then()
                .statusCode(200)
                .body("token_type", equalTo("Bearer"));
    }

    /// V27, RFC 9449 §5: a public client's refresh token is worth nothing without its key; nobody
    /// loses anything by the attempt, and no window is needed.
    @Test
    void a_refresh_token_of_a_public_client_is_bound_to_the_key() {
        String first =
                token(client.redemption(Grants.code(client, person)), proof(key))
                        .path("refresh_token");
        refused(token(client.refreshment(first)), "invalid_dpop_proof");
        refused(token(client.refreshment(first), proof(other)), "invalid_grant");
        Response second = token(client.refreshment(first), proof(key));
        second.then().statusCode(200).body("token_type", equalTo("DPoP"));
        refused(token(client.refreshment(first), proof(other)), "invalid_grant");
        refused(token(client.refreshment(first)), "invalid_dpop_proof");
        Grants.rotatedAgo(first, 3_700);
        refused(token(client.refreshment(first), proof(other)), "invalid_grant");
        assertFalse(Grants.isRevoked(Grants.of(first)));
        String newest = second.path("refresh_token");
        token(client.refreshment(newest), proof(key)).then().statusCode(200);
        refused(token(client.refreshment(first), proof(key)), "invalid_grant");
        assertTrue(Grants.isRevoked(Grants.of(first)));
    }

    /// RFC 9449 §10: a code is redeemed with the key its request named.
    @Test
    void a_code_bound_to_a_key_is_redeemed_with_it_alone() {
        var request = client.request();
        request.put("dpop_jkt", key.thumbprint());
        String code = client.code(person, request);
        refused(token(client.redemption(code)), "invalid_dpop_proof");
        refused(token(client.redemption(code), proof(other)), "invalid_grant");
        token(client.redemption(code), proof(key)).then().statusCode(200);
    }

    @Test
    void a_key_that_is_no_thumbprint_is_refused_at_authorize() {
        var request = client.request();
        request.put("dpop_jkt", key.thumbprint() + "x");
        assertEquals(
                Optional.of("invalid_request"),
                new Browser(World.current().issuer())
                        .get("/authorize?" + Browser.encode(request))
                        .parameter("error"));
    }

    /// RFC 9449 §5.2: enforced, whatever the grant.
    @Test
    void a_client_that_registered_bound_tokens_gets_no_other() {
        OAuthClient bound =
                new OAuthClient(
                        OAuthClient.register(
                                        """
                                        {"redirect_uris": ["%s"], "token_endpoint_auth_method": "none",
                                         "dpop_bound_access_tokens": true}
                                        """
                                                .formatted(OAuthClient.CALLBACK))
                                .then()
                                .statusCode(201)
                                .body("dpop_bound_access_tokens", equalTo(true))
                                .extract()
                                .path("client_id"));
        String code = Grants.code(bound, person);
        refused(token(bound.redemption(code)), "invalid_dpop_proof");
        Response answer = token(bound.redemption(code), proof(key));
        answer.then().statusCode(200);
        refused(token(bound.refreshment(answer.path("refresh_token"))), "invalid_dpop_proof");
        OAuthClient.register(
                        "{\"redirect_uris\":[\"%s\"],\"dpop_bound_access_tokens\":\"yes\"}"
                                .formatted(OAuthClient.CALLBACK))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_client_metadata"));
    }

    /// RFC 9449 §4.3: what does not hold is told, and costs nothing but the proof.
    @Test
    void a_proof_that_does_not_hold_is_refused_and_the_code_stays() {
        String code = Grants.code(client, person);
        var form = client.redemption(code);
        String good = proof(key);
        refused(token(form, "nonsense"), "invalid_dpop_proof");
        refused(token(form, proof(key), proof(key)), "invalid_dpop_proof");
        refused(
                token(form, key.proof("POST", World.current().issuer() + "/par").sign()),
                "invalid_dpop_proof");
        refused(token(form, key.proof("GET", url).sign()), "invalid_dpop_proof");
        refused(
                token(form, key.proof("POST", url).at(Instant.now().minusSeconds(120)).sign()),
                "invalid_dpop_proof");
        refused(
                token(form, key.proof("POST", url).at(Instant.now().plusSeconds(120)).sign()),
                "invalid_dpop_proof");
        token(form, good).then().statusCode(200);
        refused(token(client.redemption(Grants.code(client, person)), good), "invalid_dpop_proof");
    }

    /// V40: the URL a proof has to be for comes from configuration.
    @Test
    void a_proof_for_the_name_in_host_is_not_for_us() {
        int port = java.net.URI.create(World.current().issuer()).getPort();
        String alias = "localhost:" + port;
        given().header("Host", alias)
                .header("DPoP", key.proof("POST", "http://" + alias + "/token").sign())
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(client.redemption(Grants.code(client, person))))
                .post("/token")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_dpop_proof"));
    }

    /// RFC 9449 §8: a nonce that is not ours is answered with one that is.
    @Test
    void a_wrong_nonce_is_answered_with_a_good_one() {
        var form = client.redemption(Grants.code(client, person));
        Response first = token(form, key.proof("POST", url).nonce("made-up").sign());
        refused(first, "use_dpop_nonce");
        String nonce = first.header("DPoP-Nonce");
        assertEquals(People.bean(Nonces.class).current().length(), nonce.length());
        token(form, key.proof("POST", url).nonce(nonce).sign())
                .then()
                .statusCode(200)
                .header("DPoP-Nonce", nullValue());
    }

    /// V35: the same proof many times at once: one token, two hundred times.
    @Test
    void of_one_proof_sent_twice_at_once_one_counts() {
        Machine machine = Machines.withSecret(person.workspace());
        try (var races = new Races(3)) {
            for (int round = 0; round < ROUNDS; round++) {
                String proof = proof(key);
                long won =
                        races.run(() -> Wire.tokenOnce(machine.form(), proof)).stream()
                                .filter(answer -> answer.status() == 200)
                                .count();
                assertTrue(won <= 1, "round " + round);
                assertEquals(1, won == 0 ? again(machine) : won, "round " + round);
            }
        }
    }

    /// A busy service that could not decide at all is asked once more, with a fresh proof.
    private long again(Machine machine) {
        return Wire.token(machine.form(), () -> proof(key)).status() == 200 ? 1 : 0;
    }

    @Test
    void introspection_says_what_a_token_is_bound_to() {
        Machine machine = Machines.withSecret(person.workspace());
        String bound = token(machine.form(), proof(key)).path("access_token");
        given().contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(machine.with(Map.of("token", bound))))
                .post("/introspect")
                .then()
                .statusCode(200)
                .body("active", equalTo(true))
                .body("token_type", equalTo("DPoP"))
                .body("cnf.jkt", equalTo(key.thumbprint()));
    }

    @Test
    void metadata_names_asymmetric_algorithms_and_the_endpoint() {
        given().get("/.well-known/oauth-authorization-server")
                .then()
                .body(
                        "dpop_signing_alg_values_supported",
                        contains("ES256", "PS256", "EdDSA", "Ed25519"))
                .body(
                        "pushed_authorization_request_endpoint",
                        equalTo(World.current().issuer() + "/par"))
                .body("require_pushed_authorization_requests", equalTo(false));
        given().get("/.well-known/oauth-protected-resource/api/v1")
                .then()
                .body("dpop_signing_alg_values_supported", not(nullValue()))
                .body("dpop_bound_access_tokens_required", equalTo(false));
        given().header("Origin", "http://localhost:6274")
                .header("Access-Control-Request-Method", "POST")
                .options("/token")
                .then()
                .header("Access-Control-Allow-Headers", notNullValue())
                .header(
                        "Access-Control-Allow-Headers",
                        org.hamcrest.Matchers.containsString("DPoP"))
                .header(
                        "Access-Control-Expose-Headers",
                        org.hamcrest.Matchers.containsString("DPoP-Nonce"));
    }

    private Response api(String method, String path, String scheme, String token, String... proof) {
        var headers = List.of(proof).stream().map(one -> new Header("DPoP", one)).toList();
        return given().headers(new Headers(headers))
                .header("Authorization", scheme + " " + token)
                .request(method, path);
    }

    /// RFC 9449 §7: auth-server's own API as a resource.
    @Test
    void the_rest_api_takes_a_bound_token_with_its_proof_only() {
        String path = "/api/v1/grants";
        String here = World.current().issuer() + path;
        var claims =
                World.current()
                        .claims(person.workspace(), person.id())
                        .audience(World.current().issuer() + "/api/v1");
        String bearer = World.current().token(claims);
        String bound = World.current().token(claims.boundTo(key.thumbprint()));
        String good = key.proof("GET", here).token(bound).sign();
        api("GET", path, "DPoP", bound, good).then().statusCode(200);
        api("GET", path, "DPoP", bound, good)
                .then()
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        org.hamcrest.Matchers.startsWith("DPoP error=\"invalid_dpop_proof\""));
        api("GET", path, "Bearer", bound)
                .then()
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        org.hamcrest.Matchers.containsString("DPoP algs=\"ES256"));
        api("GET", path, "DPoP", bound).then().statusCode(401);
        api("GET", path, "DPoP", bearer, key.proof("GET", here).token(bearer).sign())
                .then()
                .statusCode(401);
        api("GET", path, "DPoP", bound, other.proof("GET", here).token(bound).sign())
                .then()
                .statusCode(401);
        api("GET", path, "DPoP", bound, key.proof("GET", here).sign()).then().statusCode(401);
        api("GET", path, "DPoP", bound, key.proof("POST", here).token(bound).sign())
                .then()
                .statusCode(401);
        api("GET", path, "DPoP", bound, key.proof("GET", here).token(bound).nonce("x").sign())
                .then()
                .statusCode(401)
                .header("DPoP-Nonce", notNullValue())
                .header("Cache-Control", "no-store");
        api("GET", path, "Bearer", bearer).then().statusCode(200);
    }
}
