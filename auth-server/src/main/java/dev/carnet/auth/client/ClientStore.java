package dev.carnet.auth.client;

import dev.carnet.auth.client.Client.Standing;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/// The tables `auth.client` and, read only, `gateway.service_key`. A client that was revoked for
/// everybody is not found any more, so that nothing it has can be used.
@ApplicationScoped
public class ClientStore {

    private final Mutiny.SessionFactory sessions;

    ClientStore(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /// The client of that id: one that was registered or created, or mcp-server itself.
    public Uni<Optional<Client>> find(String id) {
        return sessions.withStatelessSession(session ->
                session.get(ClientRow.class, id)
                        .map(row -> Optional.ofNullable(row).flatMap(ClientRow::live))
                        .chain(found ->
                                found.isPresent()
                                        ? Uni.createFrom().item(found)
                                        : service(session, id)));
    }

    private static Uni<Optional<Client>> service(Mutiny.StatelessSession session, String id) {
        return session.createNativeQuery(
                        "SELECT public_jwk FROM gateway.service_key WHERE client_id = ?1",
                        String.class)
                .setParameter(1, id)
                .getSingleResultOrNull()
                .map(jwk -> Optional.ofNullable(jwk).map(key -> service(id, key)));
    }

    private static Client service(String id, String jwk) {
        return new Client(
                id,
                Optional.empty(),
                Standing.SERVICE,
                "mcp-server",
                ApplicationType.WEB,
                AuthMethod.PRIVATE_KEY_JWT,
                List.of(),
                Set.of(GrantType.TOKEN_EXCHANGE),
                EnumSet.allOf(Scope.class),
                List.of(),
                Optional.of("{\"keys\":[" + jwk + "]}"),
                Optional.empty(),
                Traits.ORDINARY);
    }

    /// Adds a client, in that transaction.
    public Uni<Void> insert(SqlConnection transaction, Client client, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.client
                            (client_id, workspace_id, name, application_type,
                             token_endpoint_auth_method, redirect_uris, grant_types, scopes,
                             resources, jwks, secret_hash, created_at, jwks_uri, dpop_bound,
                             profile, refresh_grace_seconds, pushed_only)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                                $16, $17)
                        """)
                .execute(row(client, now))
                .replaceWithVoid();
    }

    /// Replaces what a stranger said of itself, unless it is gone.
    Uni<Boolean> replace(SqlConnection transaction, Client client, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.client SET
                            name = $3, application_type = $4, token_endpoint_auth_method = $5,
                            redirect_uris = $6, grant_types = $7, scopes = $8, resources = $9,
                            jwks = $10, secret_hash = $11, jwks_uri = $13, dpop_bound = $14,
                            profile = $15, refresh_grace_seconds = $16, pushed_only = $17
                        WHERE client_id = $1 AND workspace_id IS NOT DISTINCT FROM $2
                            AND created_at <= $12 AND revoked_at IS NULL
                        """)
                .execute(row(client, now))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Tuple row(Client client, Instant now) {
        return Tuple.tuple()
                .addString(client.id())
                .addValue(client.workspace().orElse(null))
                .addString(client.name())
                .addString(client.type().wire())
                .addString(client.authMethod().wire())
                .addArrayOfString(client.redirectUris().toArray(String[]::new))
                .addArrayOfString(
                        client.grants().stream().map(GrantType::wire).toArray(String[]::new))
                .addArrayOfString(client.scopes().stream().map(Scope::wire).toArray(String[]::new))
                .addArrayOfString(client.resources().toArray(String[]::new))
                .addValue(client.jwks().orElse(null))
                .addValue(
                        client.secretMac()
                                .map(mac -> Buffer.buffer(Base64.getDecoder().decode(mac)))
                                .orElse(null))
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                .addValue(client.traits().jwksUri().orElse(null))
                .addBoolean(client.traits().dpopBound())
                .addString(client.traits().profile().wire())
                .addValue(
                        client.traits().grace().map(grace -> (int) grace.toSeconds()).orElse(null))
                .addBoolean(client.traits().pushedOnly());
    }
}
