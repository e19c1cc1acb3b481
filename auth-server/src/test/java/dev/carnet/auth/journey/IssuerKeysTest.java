package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TlsHost;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the keys of trusted issuers come from: an address, the issuer's own metadata, and what is
/// answered while none of it can be reached.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class IssuerKeysTest {

    private final String path = "/" + UUID.randomUUID();
    private final String issuer = "https://idp.example" + path;
    private final String jwksUri = "https://keys.example" + path + "/jwks";
    private final JWK key = fresh(JWSAlgorithm.ES256, "one");
    private final String client = Issuers.client();
    private Somebody owner = new Somebody("", "", "");
    private Somebody person = new Somebody("", "", "");
    private DescribedWeb web = new DescribedWeb();

    @BeforeEach
    void open() {
        web.close();
        web = new DescribedWeb();
        owner = People.member(Role.OWNER);
        person = People.member(owner.workspace(), Role.MEMBER);
    }

    @AfterEach
    void close() {
        web.close();
    }

    @ParameterizedTest
    @CsvSource({"ES256", "EdDSA", "Ed25519", "PS256", "RS256"})
    void keys_at_an_address_count_whatever_they_sign_with(String name) {
        var algorithm = new JWSAlgorithm(name);
        JWK other = fresh(algorithm, "one");
        publish(other);
        trust(Map.of("jwks_uri", jwksUri));
        bring(other, algorithm).then().statusCode(200);
        bring(other, algorithm).then().statusCode(200);
        assertEquals(1, web.asked(jwksUri), "keys are held");
        refused(bring(fresh(algorithm, "one"), algorithm));
    }

    /// RFC 8725 §3.1: an algorithm that the issuer was not given is not its own.
    @Test
    void an_algorithm_that_is_not_allowed_counts_for_nothing_and_fetches_nothing() {
        JWK other = fresh(JWSAlgorithm.EdDSA, "one");
        publish(other);
        trust(Map.of("jwks_uri", jwksUri, "algorithms", List.of("ES256")));
        refused(bring(other, JWSAlgorithm.EdDSA));
        assertEquals(0, web.asked(jwksUri));
    }

    /// OpenID Connect Discovery §4 and RFC 8414 §3.1 put the path at different ends.
    @Test
    void the_issuers_metadata_says_where_its_keys_are() {
        publish(key);
        web.serves(openId(), metadata(issuer, jwksUri));
        trust(Map.of());
        bring().then().statusCode(200);
        assertEquals(0, web.asked(oauth()));
    }

    @Test
    void metadata_of_the_other_kind_will_do() {
        publish(key);
        web.serves(oauth(), metadata(issuer, jwksUri));
        trust(Map.of());
        bring().then().statusCode(200);
    }

    /// RFC 8414 §3.3: what calls itself something else is not this issuer's.
    @ParameterizedTest
    @ValueSource(strings = {"https://idp.example", "https://evil.example", ""})
    void metadata_that_names_another_issuer_counts_for_nothing(String named) {
        publish(key);
        web.serves(openId(), metadata(named, jwksUri));
        trust(Map.of());
        refused(bring());
        assertEquals(0, web.asked(jwksUri));
    }

    @Test
    void metadata_without_https_keys_counts_for_nothing() {
        web.serves(openId(), metadata(issuer, "http://keys.example/jwks"));
        trust(Map.of());
        refused(bring());
    }

    /// Not the assertion's fault: who brought it tries again with the same one.
    @Test
    void keys_out_of_reach_are_temporarily_unavailable_and_use_nothing_up() {
        trust(Map.of("jwks_uri", jwksUri));
        String assertion = sign(key, JWSAlgorithm.ES256);
        unavailable(once(assertion));
        assertEquals(
                "0",
                Rows.string("SELECT count(*) FROM auth.grant_ WHERE person_id = ?", person.id()));
    }

    @Test
    void metadata_out_of_reach_is_temporarily_unavailable() {
        trust(Map.of());
        unavailable(once(sign(key, JWSAlgorithm.ES256)));
        assertEquals(1, web.asked(openId()));
        assertEquals(1, web.asked(oauth()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "{}", "{\"keys\":1}"})
    void what_is_no_key_set_has_no_key(String text) {
        web.serves(jwksUri, text);
        trust(Map.of("jwks_uri", jwksUri));
        refused(bring());
    }

    /// A key set is fetched again for a key it lacks, but not at once.
    @Test
    void an_unknown_key_asks_for_the_set_again_but_not_at_once() {
        publish(fresh(JWSAlgorithm.ES256, "old"));
        trust(Map.of("jwks_uri", jwksUri));
        refused(bring());
        publish(key);
        refused(bring());
        assertEquals(1, web.asked(jwksUri));
    }

    /// V12, V13: an issuer's addresses lead nowhere that other fetches could not lead.
    @ParameterizedTest
    @CsvSource({"169.254.169.254", "10.0.0.1", "127.0.0.1", "fd00:ec2::254", "::1"})
    void keys_at_a_special_address_are_not_fetched(String address) {
        String name = "i" + Integer.toHexString(address.hashCode()) + ".example";
        TestNames.lead(name, address);
        trust(Map.of("jwks_uri", "https://" + name + "/jwks"));
        refused(bring());
    }

    /// V12: nor does what the issuer's metadata names.
    @Test
    void metadata_does_not_lead_to_a_special_address() {
        TestNames.lead("inner.example", "10.0.0.1");
        web.serves(openId(), metadata(issuer, "https://inner.example/jwks"));
        trust(Map.of());
        refused(bring());
    }

    @Test
    void a_redirect_is_not_followed() {
        publish(key);
        String moved = "https://keys.example" + path + "/moved";
        web.answers(moved, TlsHost.raw(302, "text/plain", "", "Location: " + jwksUri));
        trust(Map.of("jwks_uri", moved));
        unavailable(once(sign(key, JWSAlgorithm.ES256)));
        assertEquals(0, web.asked(jwksUri));
    }

    /// Another workspace that trusts the same name, with keys nobody can reach, is in nobody's way
    /// who says which workspace is meant; without that, none is guessed.
    @Test
    void where_one_workspaces_keys_are_out_of_reach_none_is_guessed() {
        publish(key);
        trust(Map.of("jwks_uri", jwksUri));
        var other = People.member(Role.OWNER);
        trust(other, Map.of("jwks_uri", "https://keys.example" + path + "/gone"));
        unavailable(once(sign(key, JWSAlgorithm.ES256)));
        var form = new LinkedHashMap<>(Issuers.form(client, sign(key, JWSAlgorithm.ES256)));
        form.put("carnet_workspace", owner.workspace());
        OAuthClient.token(form).then().statusCode(200);
    }

    /// An assertion opens a door until it expires: neither the logs of the house nor a table keep
    /// it, whether it was accepted or refused.
    @Test
    void an_assertion_is_kept_nowhere() {
        publish(key);
        trust(Map.of("jwks_uri", jwksUri));
        String good = sign(key, JWSAlgorithm.ES256);
        String bad = sign(fresh(JWSAlgorithm.ES256, "one"), JWSAlgorithm.ES256);
        try (var spoken = new Spoken()) {
            OAuthClient.token(Issuers.form(client, good)).then().statusCode(200);
            refused(OAuthClient.token(Issuers.form(client, good)));
            refused(OAuthClient.token(Issuers.form(client, bad)));
            for (String secret : List.of(good, bad)) {
                for (String part : secret.split("\\.", -1)) {
                    assertEquals(List.of(), spoken.with(part));
                }
            }
        }
        String signature = good.substring(good.lastIndexOf('.') + 1);
        String payload = good.split("\\.", -1)[1];
        assertEquals(List.of(), Tables.with(signature));
        assertEquals(List.of(), Tables.with(payload));
        assertTrue(Tables.with(issuer).contains("auth.trusted_issuer"), "the search finds things");
    }

    private String openId() {
        return issuer + "/.well-known/openid-configuration";
    }

    private String oauth() {
        return "https://idp.example/.well-known/oauth-authorization-server" + path;
    }

    private static String metadata(String issuer, String jwksUri) {
        return "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwksUri + "\"}";
    }

    private void publish(JWK published) {
        web.serves(jwksUri, new JWKSet(published.toPublicJWK()).toString(true));
    }

    private void trust(Map<String, Object> more) {
        String id = trust(owner, more);
        Issuers.link(owner, id, "ann@idp", person.id());
    }

    private String trust(Somebody who, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>();
        body.put("kind", "id-jag");
        body.put("name", "Company sign-in");
        body.put("issuer", issuer);
        body.putAll(more);
        return Issuers.as(who)
                .body(body)
                .post("/trusted-issuers")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private Response bring() {
        return bring(key, JWSAlgorithm.ES256);
    }

    private Response bring(JWK by, JWSAlgorithm algorithm) {
        return OAuthClient.token(Issuers.form(client, sign(by, algorithm)));
    }

    /// One attempt: the answer that says "later" is what is looked for.
    private Response once(String assertion) {
        return OAuthClient.tokenOnce(Issuers.form(client, assertion));
    }

    private String sign(JWK by, JWSAlgorithm algorithm) {
        Instant now = Instant.now();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .subject("ann@idp")
                        .audience(World.current().issuer())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(240)))
                        .jwtID(UUID.randomUUID().toString())
                        .claim("client_id", client)
                        .claim("scope", "carnet:read");
        var header =
                new JWSHeader.Builder(algorithm)
                        .keyID(by.getKeyID())
                        .type(new JOSEObjectType(Issuers.ID_JAG));
        var jwt = new SignedJWT(header.build(), claims.build());
        try {
            jwt.sign(signer(by));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return jwt.serialize();
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            case OctetKeyPair pair -> new Ed25519Signer(pair);
            default -> throw new JOSEException("no signer");
        };
    }

    private static JWK fresh(JWSAlgorithm algorithm, String kid) {
        try {
            return switch (algorithm.getName()) {
                case "ES256" -> new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
                case "EdDSA", "Ed25519" ->
                        new OctetKeyPairGenerator(Curve.Ed25519).keyID(kid).generate();
                default -> new RSAKeyGenerator(2048).keyID(kid).generate();
            };
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void refused(Response answer) {
        answer.then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    private static void unavailable(Response answer) {
        answer.then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("error", equalTo("temporarily_unavailable"))
                .body("error_description", not(containsString("example")));
    }
}
