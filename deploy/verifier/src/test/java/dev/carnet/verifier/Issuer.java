package dev.carnet.verifier;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Signs what a test wants signed.
final class Issuer {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final String NAME = "https://carnet.example";
    static final String MCP = "https://carnet.example/mcp";
    static final String SERVER = "https://notes.example/mcp";

    final ECKey key = key();

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    ImmutableJWKSet<SecurityContext> published() {
        return new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK()));
    }

    String sign(String type, Map<String, Object> claims) {
        try {
            var jws =
                    new JWSObject(
                            new JWSHeader.Builder(JWSAlgorithm.ES256)
                                    .type(new JOSEObjectType(type))
                                    .keyID(key.getKeyID())
                                    .build(),
                            new Payload(claims));
            jws.sign(new ECDSASigner(key));
            return jws.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static Map<String, Object> passport() {
        var own = new HashMap<String, Object>();
        own.put("v", 2);
        own.put("kind", "passport");
        own.put("ws", "ws_1");
        own.put("seq", 7);
        own.put("agent", "agt_1");
        own.put("owner", "prs_1");
        own.put("session", "pss_1");
        own.put("intent", "read notes");
        own.put("mode", "enforced");
        own.put("interval", 300);
        own.put("intent_services", List.of("notes"));
        own.put("depth", 1);
        own.put("parent", "psp_0");
        own.put("chain", List.of(Map.of("id", "psp_0", "agent", "agt_0", "owner", "prs_1")));
        own.put(
                "services",
                List.of(
                        Map.of(
                                "id",
                                "srv_1",
                                "name",
                                "notes",
                                "scopes",
                                List.of("read"),
                                "constraints",
                                List.of(
                                        Map.of(
                                                "path",
                                                "folder",
                                                "op",
                                                "eq",
                                                "values",
                                                List.of("mine"))))));
        var claims = new HashMap<String, Object>();
        claims.put("iss", NAME);
        claims.put("aud", MCP);
        claims.put("sub", "agt_1");
        claims.put("client_id", "agt_1");
        claims.put("jti", "psp_1");
        claims.put("scope", "carnet:read");
        claims.put("carnet", own);
        return timed(claims, 0, 900);
    }

    static Map<String, Object> call(String arguments) throws Rejected {
        var own = new HashMap<String, Object>();
        own.put("v", 1);
        own.put("ws", "ws_1");
        own.put("entry", Map.of("log", "carnet/ws_1", "seq", 42));
        own.put("policy", "7/rul_1");
        own.put("gate", "gat_1");
        var claims = new HashMap<String, Object>();
        claims.put("iss", MCP);
        claims.put("aud", SERVER);
        claims.put("sub", "prs_1");
        claims.put("act", Map.of("sub", "agt_1", "act", Map.of("sub", "agt_0")));
        claims.put("jti", "cps_1");
        claims.put("tool", "transfer");
        claims.put("arguments_sha256", Arguments.sha256(arguments));
        claims.put("carnet", own);
        return timed(claims, 0, 60);
    }

    static Map<String, Object> timed(Map<String, Object> claims, int from, int until) {
        claims.put("iat", NOW.getEpochSecond() + from);
        claims.put("exp", NOW.getEpochSecond() + until);
        return claims;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> own(Map<String, Object> claims) {
        return (Map<String, Object>) Objects.requireNonNull(claims.get("carnet"));
    }
}
