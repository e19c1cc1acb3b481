package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.client.Presented;
import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.World;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// A client with the FAPI 2.0 security profile, created by an admin, that does everything right
/// unless it is told otherwise.
final class FapiClient {

    static final String REDIRECT = "https://client.example/callback";
    private static final RSAKey RSA = rsa();

    private final String id;
    private final ECKey key;
    private final DpopKey holder = DpopKey.fresh();
    private final OAuthClient requests;
    private final Somebody person;

    private FapiClient(String id, ECKey key, Somebody person) {
        this.id = id;
        this.key = key;
        this.person = person;
        this.requests = new OAuthClient(id);
    }

    static FapiClient create(Somebody owner) {
        ECKey key = Machines.key();
        String id =
                create(owner, "private_key_jwt", key)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("client_id");
        return new FapiClient(id, key, owner);
    }

    /// What an admin sends to create one.
    static Response create(Somebody owner, String method, JWK key) {
        String jwks = new JWKSet(List.of(key.toPublicJWK(), RSA.toPublicJWK())).toString(true);
        World world = World.current();
        return given().header(
                        "Authorization",
                        "Bearer "
                                + world.token(
                                        world.claims(owner.workspace(), owner.id())
                                                .audience(world.issuer() + "/api/v1")))
                .contentType("application/json")
                .body(
                        """
                        {"client_name": "Bank", "profile": "fapi2", "scopes": ["carnet:read", "carnet:write"],
                         "token_endpoint_auth_method": "%s", %s
                         "grant_types": ["authorization_code", "refresh_token"],
                         "redirect_uris": ["%s", "http://127.0.0.1:7777/cb"]}
                        """
                                .formatted(
                                        method,
                                        method.equals("private_key_jwt")
                                                ? "\"jwks\": " + jwks + ","
                                                : "",
                                        REDIRECT))
                .post("/api/v1/clients");
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("r1").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String id() {
        return id;
    }

    DpopKey holder() {
        return holder;
    }

    String verifier() {
        return requests.verifier;
    }

    static String issuer() {
        return World.current().issuer();
    }

    /// The authorization request.
    Map<String, String> request() {
        var request = requests.request();
        request.put("redirect_uri", REDIRECT);
        return request;
    }

    Map<String, String> request(String name, String value) {
        var request = request();
        request.put(name, value);
        return request;
    }

    /// An assertion as it should be.
    String assertion() {
        return assertion(JWSAlgorithm.ES256, claims -> claims);
    }

    /// An assertion with other claims or another algorithm.
    String assertion(JWSAlgorithm algorithm, UnaryOperator<JWTClaimsSet.Builder> bend) {
        Instant now = Instant.now();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(id)
                        .subject(id)
                        .claim("aud", issuer())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)));
        boolean elliptic = algorithm.equals(JWSAlgorithm.ES256);
        try {
            JWSSigner signer = elliptic ? new ECDSASigner(key) : new RSASSASigner(RSA);
            var header =
                    new JWSHeader.Builder(algorithm)
                            .keyID(elliptic ? key.getKeyID() : RSA.getKeyID());
            var jwt = new SignedJWT(header.build(), bend.apply(claims).build());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// The parameters with an assertion.
    Map<String, String> with(Map<String, String> parameters, String assertion) {
        var form = new LinkedHashMap<>(parameters);
        form.put("client_assertion_type", Presented.ASSERTION_TYPE);
        form.put("client_assertion", assertion);
        return form;
    }

    Response push(Map<String, String> request) {
        return Pushes.push(with(request, assertion()));
    }

    String pushed(Map<String, String> request) {
        return push(request).then().statusCode(201).extract().path("request_uri");
    }

    /// Opens a pushed request, signs in, and allows it.
    Page allowed(String uri) {
        var browser = new Browser(issuer());
        return OAuthClient.allow(
                browser, OAuthClient.consentPage(browser, person, Pushes.by(id, uri)));
    }

    /// A code, the whole way.
    String code() {
        return code(request());
    }

    String code(Map<String, String> request) {
        return allowed(pushed(request)).parameter("code").orElseThrow();
    }

    Map<String, String> redemption(String code) {
        var form = requests.redemption(code);
        form.put("redirect_uri", REDIRECT);
        return form;
    }

    Map<String, String> refreshment(String refreshToken) {
        return requests.refreshment(refreshToken);
    }

    /// Sends the form with an assertion and a proof of that key, with the nonce the server asks
    /// for.
    Response token(Map<String, String> form, DpopKey by) {
        return token(with(form, assertion()), by.proof("POST", issuer() + "/token"));
    }

    Response token(Map<String, String> form) {
        return token(form, holder);
    }

    /// The same with any assertion in the form and any proof; the nonce is fetched before.
    Response token(Map<String, String> form, DpopKey.Proof proof) {
        return post(form, Optional.of(proof.nonce(nonce()).sign()));
    }

    static Response post(Map<String, String> form, Optional<String> proof) {
        var request = given().contentType("application/x-www-form-urlencoded");
        proof.ifPresent(text -> request.header("DPoP", text));
        return request.body(Browser.encode(form)).post("/token");
    }

    /// A request that is refused for want of a nonce brings one.
    String nonce() {
        var form = with(Map.of("grant_type", "refresh_token", "refresh_token", "x"), assertion());
        Response refused =
                post(form, Optional.of(holder.proof("POST", issuer() + "/token").sign()));
        refused.then().statusCode(400);
        return refused.header("DPoP-Nonce");
    }
}
