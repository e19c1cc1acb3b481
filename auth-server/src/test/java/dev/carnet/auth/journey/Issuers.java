package dev.carnet.auth.journey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.World;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Issuers of other houses, and what workspaces say about them.
final class Issuers {

    static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    static final String ID_JAG = "oauth-id-jag+jwt";

    private Issuers() {}

    /// An issuer with a key of its own.
    record Issuer(String name, ECKey key) {

        static Issuer fresh() {
            return new Issuer("https://idp-" + UUID.randomUUID() + ".example", Machines.key());
        }

        Map<String, Object> jwks() {
            return new JWKSet(key.toPublicJWK()).toJSONObject();
        }

        String sign(String type, JWTClaimsSet claims) {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID());
            if (!type.isEmpty()) {
                header.type(new JOSEObjectType(type));
            }
            var jwt = new SignedJWT(header.build(), claims);
            try {
                jwt.sign(new ECDSASigner(key));
            } catch (JOSEException impossible) {
                throw new IllegalStateException(impossible);
            }
            return jwt.serialize();
        }

        /// The claims of an identity assertion, to be changed by a test.
        JWTClaimsSet.Builder about(String subject, String client) {
            return claims(subject).claim("client_id", client).claim("scope", "carnet:read");
        }

        /// The claims of a workload's token, to be changed by a test.
        JWTClaimsSet.Builder claims(String subject) {
            Instant now = Instant.now();
            return new JWTClaimsSet.Builder()
                    .issuer(name)
                    .subject(subject)
                    .audience(World.current().issuer())
                    .issueTime(Date.from(now))
                    .expirationTime(Date.from(now.plusSeconds(240)))
                    .jwtID(UUID.randomUUID().toString());
        }
    }

    /// A request of that person at the REST API.
    static RequestSpecification as(Somebody person) {
        World world = World.current();
        return House.bearer(
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(world.issuer() + House.API)
                                .scopes(EnumSet.allOf(Scope.class))));
    }

    /// Trusts that issuer for people, and answers the id of the trust.
    static String trust(Somebody owner, Issuer issuer, Map<String, Object> more) {
        var body = new LinkedHashMap<String, Object>();
        body.put("kind", "id-jag");
        body.put("name", "Company sign-in");
        body.put("issuer", issuer.name());
        body.put("jwks", issuer.jwks());
        body.put("scopes", List.of("carnet:read", "carnet:write"));
        body.putAll(more);
        return as(owner)
                .body(body)
                .post("/trusted-issuers")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// Trusts that issuer for workloads with one rule, and answers the id of the trust.
    static String trustWorkloads(
            Somebody owner, Issuer issuer, Map<String, Object> rule, Map<String, Object> more) {
        var all = new LinkedHashMap<String, Object>(Map.of("kind", "workload"));
        all.put("rules", List.of(rule));
        all.putAll(more);
        return trust(owner, issuer, all);
    }

    static String link(Somebody owner, String issuerId, String subject, String person) {
        return as(owner)
                .body(Map.of("issuer_id", issuerId, "subject", subject, "person_id", person))
                .post("/account-links")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /// A public client that registered the grant.
    static String client() {
        return client(Optional.empty());
    }

    /// The same, of a workspace.
    static String client(Optional<String> workspace) {
        String id = Ids.fresh("cli");
        World.current()
                .write(
                        """
                        INSERT INTO auth.client (client_id, workspace_id, name, application_type,
                            token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources)
                        VALUES (?, NULLIF(?, ''), 'Chat', 'native', 'none', '{}', ARRAY[?],
                            '{carnet:read,carnet:write}', ARRAY[?])
                        """,
                        id,
                        workspace.orElse(""),
                        GRANT,
                        World.current().mcpUrl());
        return id;
    }

    static Map<String, String> form(String client, String assertion) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", GRANT);
        form.put("assertion", assertion);
        if (!client.isEmpty()) {
            form.put("client_id", client);
        }
        return form;
    }

    /// Whether a token is let in at the MCP endpoint, or why not.
    static String standing(String token) {
        return switch (People.bean(CallerCheck.class)
                .identify(
                        Optional.of("Bearer " + token),
                        Optional.empty(),
                        World.current().mcpUrl())) {
            case Identification.Known _ -> "known";
            case Identification.Refused refused -> refused.reason();
            default -> "other";
        };
    }
}
