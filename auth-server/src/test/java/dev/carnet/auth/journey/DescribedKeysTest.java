package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.nimbusds.jose.JOSEException;
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
import dev.carnet.auth.client.Presented;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
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

/// `private_key_jwt` of described clients, with keys from where their documents say.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DescribedKeysTest {

    private static final String CHOICES =
            "\"token_endpoint_auth_method\": \"private_key_jwt\","
                    + " \"token_endpoint_auth_methods_supported\": [\"none\", \"private_key_jwt\"]";
    private static final String KEYS_ONLY = "\"token_endpoint_auth_method\": \"private_key_jwt\"";

    private final String id = "https://client.example/keyed/" + UUID.randomUUID();
    private final String jwksUri = "https://keys.example/" + UUID.randomUUID();
    private final OAuthClient client = new OAuthClient(id);
    private DescribedWeb web = new DescribedWeb();

    @BeforeEach
    void open() {
        web.close();
        web = new DescribedWeb();
    }

    @AfterEach
    void close() {
        web.close();
    }

    private void describe(String members) {
        web.serves(
                id,
                DescribedClientsTest.document(
                        id,
                        "Keyed",
                        "\"redirect_uris\": [\"" + OAuthClient.CALLBACK + "\"], " + members));
    }

    private void describeByUri(String members) {
        describe(members + ", \"jwks_uri\": \"" + jwksUri + "\"");
    }

    private void publish(JWK... keys) {
        web.serves(jwksUri, new JWKSet(List.of(keys)).toString(true));
    }

    private Wire.Answer redeem(Map<String, String> proof) {
        var form = new LinkedHashMap<>(client.redemption(client.code(People.member(Role.OWNER))));
        form.putAll(proof);
        return Wire.tokenOnce(form);
    }

    private Map<String, String> signed(JWK key, JWSAlgorithm algorithm) {
        return signed(key, algorithm, World.current().issuer());
    }

    private Map<String, String> signed(JWK key, JWSAlgorithm algorithm, String audience) {
        return signed(id, key, algorithm, audience);
    }

    private static Map<String, String> signed(
            String id, JWK key, JWSAlgorithm algorithm, String audience) {
        try {
            var jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(),
                            new JWTClaimsSet.Builder()
                                    .issuer(id)
                                    .subject(id)
                                    .audience(audience)
                                    .jwtID(UUID.randomUUID().toString())
                                    .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                                    .build());
            jwt.sign(signer(key));
            return Map.of(
                    "client_assertion_type",
                    Presented.ASSERTION_TYPE,
                    "client_assertion",
                    jwt.serialize());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            case OctetKeyPair pair -> new Ed25519Signer(pair);
            default -> throw new JOSEException("no signer");
        };
    }

    private static JWK fresh(JWSAlgorithm algorithm, String kid) throws JOSEException {
        return switch (algorithm.getName()) {
            case "ES256" -> new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
            case "EdDSA" -> new OctetKeyPairGenerator(Curve.Ed25519).keyID(kid).generate();
            default -> new RSAKeyGenerator(2048).keyID(kid).generate();
        };
    }

    /// ChatGPT lists both and uses either.
    @ParameterizedTest
    @CsvSource({"RS256", "PS256", "ES256", "EdDSA"})
    void either_way_works_with_every_algorithm(String name) throws JOSEException {
        var algorithm = new JWSAlgorithm(name);
        JWK key = fresh(algorithm, "one");
        publish(key.toPublicJWK());
        describeByUri(CHOICES);
        Wire.Answer proven = redeem(signed(key, algorithm));
        assertEquals(200, proven.status(), proven.body()::toString);
        var form = new LinkedHashMap<>(client.refreshment(proven.text("refresh_token")));
        form.putAll(signed(key, algorithm));
        assertEquals(200, Wire.token(form).status());
        assertEquals(200, redeem(Map.of()).status());
        assertEquals(1, web.asked(jwksUri), "keys are held");
    }

    @Test
    void a_client_that_offers_keys_only_has_to_prove_itself() throws JOSEException {
        JWK key = fresh(JWSAlgorithm.ES256, "one");
        describe(KEYS_ONLY + ", \"jwks\": " + new JWKSet(key.toPublicJWK()).toString(true));
        assertEquals("invalid_client", redeem(Map.of()).text("error"));
        assertEquals("invalid_client", redeem(Map.of("client_secret", "x")).text("error"));
        assertEquals(200, redeem(signed(key, JWSAlgorithm.ES256)).status());
    }

    @Test
    void an_algorithm_the_document_does_not_list_is_refused() throws JOSEException {
        JWK key = fresh(JWSAlgorithm.RS256, "one");
        publish(key.toPublicJWK());
        describeByUri(CHOICES + ", \"token_endpoint_auth_signing_alg\": \"RS256\"");
        assertEquals("invalid_client", redeem(signed(key, JWSAlgorithm.PS256)).text("error"));
        assertEquals(200, redeem(signed(key, JWSAlgorithm.RS256)).status());
    }

    /// V59: only the issuer as audience, neither the token endpoint nor the document's own host.
    @Test
    void an_assertion_for_somebody_else_is_refused() throws JOSEException {
        JWK key = fresh(JWSAlgorithm.ES256, "one");
        publish(key.toPublicJWK());
        describeByUri(CHOICES);
        for (String audience : List.of(World.current().issuer() + "/token", id, "x")) {
            Wire.Answer answer = redeem(signed(key, JWSAlgorithm.ES256, audience));
            assertEquals("invalid_client", answer.text("error"), audience);
        }
    }

    /// V58: another key does not sign for it, whatever it is called.
    @Test
    void a_foreign_key_is_refused() throws JOSEException {
        publish(fresh(JWSAlgorithm.ES256, "one").toPublicJWK());
        describeByUri(CHOICES);
        JWK foreign = fresh(JWSAlgorithm.ES256, "one");
        assertEquals("invalid_client", redeem(signed(foreign, JWSAlgorithm.ES256)).text("error"));
    }

    /// An unknown key has the set fetched again, but not at once.
    @Test
    void an_unknown_key_asks_for_the_set_again_but_not_at_once() throws JOSEException {
        publish(fresh(JWSAlgorithm.ES256, "old").toPublicJWK());
        describeByUri(CHOICES);
        JWK next = fresh(JWSAlgorithm.ES256, "new");
        assertEquals("invalid_client", redeem(signed(next, JWSAlgorithm.ES256)).text("error"));
        assertEquals("invalid_client", redeem(signed(next, JWSAlgorithm.ES256)).text("error"));
        assertEquals(1, web.asked(jwksUri));
    }

    /// V12, V13: `jwks_uri` leads where the document's own URL could not lead either.
    @ParameterizedTest
    @CsvSource({"169.254.169.254", "10.0.0.1", "127.0.0.1", "fd00:ec2::254"})
    void keys_at_a_special_address_are_not_fetched(String address) throws JOSEException {
        String name = "k" + Integer.toHexString(address.hashCode()) + ".example";
        TestNames.lead(name, address);
        describe(CHOICES + ", \"jwks_uri\": \"https://" + name + "/jwks\"");
        JWK key = fresh(JWSAlgorithm.ES256, "one");
        assertEquals("invalid_client", redeem(signed(key, JWSAlgorithm.ES256)).text("error"));
    }

    /// RFC 7591 §2: a registered client may say where its keys are, too; registering fetches
    /// nothing.
    @Test
    void a_registered_client_may_have_its_keys_elsewhere() throws JOSEException {
        JWK key = fresh(JWSAlgorithm.RS256, "one");
        publish(key.toPublicJWK());
        String registered =
                OAuthClient.register(
                                """
                                {"redirect_uris": ["%s"], "jwks_uri": "%s",
                                 "token_endpoint_auth_method": "private_key_jwt"}
                                """
                                        .formatted(OAuthClient.CALLBACK, jwksUri))
                        .then()
                        .statusCode(201)
                        .body("jwks_uri", equalTo(jwksUri))
                        .extract()
                        .path("client_id");
        assertEquals(0, web.asked(jwksUri));
        var known = new OAuthClient(registered);
        var form = new LinkedHashMap<>(known.redemption(known.code(People.member(Role.OWNER))));
        form.putAll(signed(registered, key, JWSAlgorithm.RS256, World.current().issuer()));
        assertEquals(200, Wire.token(form).status());
        assertEquals(1, web.asked(jwksUri));
    }

    @Test
    void keys_that_do_not_come_are_temporarily_unavailable() throws JOSEException {
        describeByUri(CHOICES);
        JWK key = fresh(JWSAlgorithm.ES256, "one");
        Wire.Answer answer = redeem(signed(key, JWSAlgorithm.ES256));
        assertEquals(503, answer.status());
        assertEquals("temporarily_unavailable", answer.text("error"));
        assertFalse(answer.body().toString().contains("keys.example"));
    }
}
