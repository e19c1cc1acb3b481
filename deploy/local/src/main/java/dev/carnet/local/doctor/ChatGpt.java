package dev.carnet.local.doctor;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/// ChatGPT, which has keys behind a URL of its own and lists two ways to prove itself.
final class ChatGpt {

    private static final String ASSERTION_TYPE =
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String REDIRECT = "https://chatgpt.com/connector/oauth/doctor";
    private static final Duration LIFE = Duration.ofMinutes(2);
    private static final int KEY_BITS = 2048;

    private ChatGpt() {}

    /// Signs in as it does.
    ///
    /// @param keyed with an assertion, or as a public client
    static void play(Patient patient, Documents.Served served, boolean keyed)
            throws IOException, InterruptedException, Complaint, NotTried {
        var key = key();
        served.put("jwks.json", new JWKSet(key.toPublicJWK()).toString());
        served.put("chatgpt.json", document(served));
        String id = served.url("chatgpt.json");
        Replay.Proof proof = () -> keyed ? assertion(patient, id, key) : Map.of();
        new Replay(patient, id, proof).signIn(REDIRECT).demandAudience(patient.resource());
    }

    private static String document(Documents.Served served) {
        return """
        {"client_id":"%s","client_name":"ChatGPT","redirect_uris":["%s"],
        "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
        "token_endpoint_auth_method":"private_key_jwt",
        "token_endpoint_auth_signing_alg":"RS256",
        "token_endpoint_auth_methods_supported":["none","private_key_jwt"],
        "jwks_uri":"%s"}
        """
                .formatted(served.url("chatgpt.json"), REDIRECT, served.url("jwks.json"));
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(KEY_BITS).keyID("chatgpt").generate();
        } catch (JOSEException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static Map<String, String> assertion(Patient patient, String id, RSAKey key) {
        var now = Instant.now();
        var jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(id)
                                .subject(id)
                                .audience(patient.issuer())
                                .jwtID(Secrets.random())
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(LIFE)))
                                .build());
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return Map.of("client_assertion_type", ASSERTION_TYPE, "client_assertion", jwt.serialize());
    }
}
