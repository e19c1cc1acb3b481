package dev.carnet.auth.journey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.client.ApplicationType;
import dev.carnet.auth.client.AuthMethod;
import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.ClientSecrets;
import dev.carnet.auth.client.ClientStore;
import dev.carnet.auth.client.GrantType;
import dev.carnet.auth.client.Presented;
import dev.carnet.auth.client.Traits;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.World;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Clients without a person: those that an admin created for a workspace, and mcp-server.
final class Machines {

    private Machines() {}

    /// A client with a secret.
    record Machine(String id, String workspace, String secret) {

        static final Machine NONE = new Machine("", "", "");

        /// A `client_credentials` request.
        Map<String, String> form() {
            var form = new LinkedHashMap<String, String>();
            form.put("grant_type", "client_credentials");
            form.put("client_id", id);
            form.put("client_secret", secret);
            return form;
        }

        /// A request with this client's secret beside those parameters.
        Map<String, String> with(Map<String, String> parameters) {
            var form = new LinkedHashMap<>(parameters);
            form.put("client_id", id);
            form.put("client_secret", secret);
            return form;
        }
    }

    /// A client with a key.
    record Keyed(String id, ECKey key) {

        /// A `client_credentials` request with a fresh assertion for that audience.
        Map<String, String> form(String audience) {
            return with(Map.of("grant_type", "client_credentials"), audience);
        }

        Map<String, String> with(Map<String, String> parameters, String audience) {
            var form = new LinkedHashMap<>(parameters);
            form.put("client_assertion_type", Presented.ASSERTION_TYPE);
            form.put("client_assertion", assertion(audience));
            return form;
        }

        private String assertion(String audience) {
            var jwt =
                    new SignedJWT(
                            new JWSHeader(JWSAlgorithm.ES256),
                            new JWTClaimsSet.Builder()
                                    .issuer(id)
                                    .subject(id)
                                    .audience(audience)
                                    .jwtID(UUID.randomUUID().toString())
                                    .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                                    .build());
            try {
                jwt.sign(new ECDSASigner(key));
            } catch (JOSEException impossible) {
                throw new IllegalStateException(impossible);
            }
            return jwt.serialize();
        }
    }

    static Machine withSecret(String workspace) {
        String id = Ids.fresh("cli");
        var secrets = People.bean(ClientSecrets.class);
        String secret = secrets.fresh();
        insert(
                workspace,
                id,
                AuthMethod.CLIENT_SECRET_BASIC,
                Optional.empty(),
                Optional.of(secrets.mac(id, secret)));
        return new Machine(id, workspace, secret);
    }

    static Keyed withKey(String workspace) {
        String id = Ids.fresh("cli");
        ECKey key = key();
        String jwks = new JWKSet(key.toPublicJWK()).toString(true);
        insert(workspace, id, AuthMethod.PRIVATE_KEY_JWT, Optional.of(jwks), Optional.empty());
        return new Keyed(id, key);
    }

    /// mcp-server, as it publishes itself.
    static Keyed service() {
        String id = "cli_00000000000mcpserver";
        ECKey key = key();
        World.current().write("DELETE FROM gateway.service_key WHERE client_id = ?", id);
        World.current()
                .write(
                        "INSERT INTO gateway.service_key (client_id, public_jwk, private_sealed)"
                                + " VALUES (?, ?, ''::bytea)",
                        id,
                        key.toPublicJWK().toJSONString());
        return new Keyed(id, key);
    }

    static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void insert(
            String workspace,
            String id,
            AuthMethod method,
            Optional<String> jwks,
            Optional<String> secretMac) {
        var client =
                new Client(
                        id,
                        Optional.of(workspace),
                        Client.Standing.ADMINISTERED,
                        "Machine",
                        ApplicationType.WEB,
                        method,
                        List.of(),
                        Set.of(GrantType.CLIENT_CREDENTIALS),
                        Set.of(Scope.READ, Scope.WRITE),
                        List.of(World.current().mcpUrl(), World.current().issuer() + "/api/v1"),
                        jwks,
                        secretMac,
                        Traits.ORDINARY);
        People.bean(Pool.class)
                .withTransaction(transaction ->
                        People.bean(ClientStore.class).insert(transaction, client, Instant.now()))
                .await()
                .indefinitely();
    }
}
