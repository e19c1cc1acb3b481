package dev.carnet.auth.token;

import dev.carnet.auth.client.Client;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.grant_`: redeeming a code inserts, revocation ends. Only `auth.revocation` may
/// set `revoked_at`, because replicas learn of it through the feed.
@ApplicationScoped
public class GrantStore {

    /// A live grant as its person sees it.
    ///
    /// @param used when it last gave a token by a code or a refresh token
    public record Listed(
            Grant grant,
            String workspaceName,
            String clientName,
            String label,
            Instant createdAt,
            Instant used) {}

    /// Adds a grant, in that transaction; until it gets a label it is called like its client.
    Uni<Void> insert(SqlConnection transaction, Grant grant, Client client, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.grant_
                            (workspace_id, grant_id, person_id, client_id, scope, resource, label,
                             client_name, created_at, used_at, redirect_uris)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $8, $9)
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(grant.workspace())
                                .addString(grant.id())
                                .addString(grant.person())
                                .addString(grant.clientId())
                                .addString(Scope.format(grant.scopes()))
                                .addString(grant.resource())
                                .addString(client.name())
                                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                                .addArrayOfString(client.redirectUris().toArray(String[]::new)))
                .replaceWithVoid();
    }

    /// Notes the thumbprint of the key that alone may refresh the grant, in that transaction.
    Uni<Void> bind(SqlConnection transaction, Grant grant, String key) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.grant_ SET cnf = $3
                        WHERE workspace_id = $1 AND grant_id = $2 AND cnf IS NULL
                        """)
                .execute(Tuple.of(grant.workspace(), grant.id(), key))
                .replaceWithVoid();
    }

    /// Calls the grant as the person did who allowed the code it was made from, and notes by whose
    /// word they had signed in.
    Uni<Void> label(SqlConnection transaction, Grant grant, Buffer code) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.grant_ g SET label = coalesce(nullif(c.label, ''), g.label),
                            provider_id = c.provider_id
                        FROM auth.code c
                        WHERE g.workspace_id = $1 AND g.grant_id = $2 AND c.hash = $3
                        """)
                .execute(Tuple.of(grant.workspace(), grant.id(), code))
                .replaceWithVoid();
    }

    /// Calls the grant so, and notes by whose word its person had signed in.
    Uni<Void> label(
            SqlConnection transaction, Grant grant, String label, Optional<String> provider) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.grant_ SET label = $3, provider_id = $4
                        WHERE workspace_id = $1 AND grant_id = $2
                        """)
                .execute(Tuple.of(grant.workspace(), grant.id(), label, provider.orElse(null)))
                .replaceWithVoid();
    }

    /// Notes that the grant gave a token, or finds that it was revoked since it was looked up: a
    /// revocation under way is waited for.
    Uni<Boolean> use(SqlConnection transaction, Grant grant, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.grant_ SET used_at = $3
                        WHERE workspace_id = $1 AND grant_id = $2 AND revoked_at IS NULL
                        """)
                .execute(Tuple.of(grant.workspace(), grant.id(), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Everything a person has allowed and not taken back, the newest first.
    public Uni<List<Listed>> ofPerson(SqlClient client, String person) {
        return client.preparedQuery(
                        """
                        SELECT g.*, w.name AS workspace_name,
                            coalesce(g.client_name, g.client_id) AS known_as,
                            coalesce(g.used_at, g.created_at) AS last_used
                        FROM auth.grant_ g JOIN auth.workspace w USING (workspace_id)
                        WHERE g.person_id = $1 AND g.revoked_at IS NULL
                        ORDER BY g.created_at DESC LIMIT 200
                        """)
                .execute(Tuple.of(person))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(GrantStore::listed)
                                .toList());
    }

    private static Listed listed(Row row) {
        return new Listed(
                grant(row),
                row.getString("workspace_name"),
                row.getString("known_as"),
                row.getString("label"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("last_used").toInstant());
    }

    /// The grant that a row of codes, refresh tokens or grants names.
    static Grant grant(Row row) {
        return new Grant(
                row.getString("workspace_id"),
                row.getString("grant_id"),
                row.getString("person_id"),
                row.getString("client_id"),
                Scope.parse(row.getString("scope")),
                row.getString("resource"));
    }
}
