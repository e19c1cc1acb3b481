package dev.carnet.auth.trust;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.token.Grant;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;

/// The rows of `auth.grant_` that rest on an issuer's word: one for each person, client and issuer,
/// so that people see and revoke them like any other. A revoked one never comes back; the next
/// assertion makes another.
@Singleton
final class VouchedGrantStore {

    /// The live grant of that person, client and issuer, made when there is none.
    ///
    /// @param fresh the id it gets if it is made
    Uni<Grant> keep(
            SqlConnection transaction,
            TrustedIssuer issuer,
            Grant fresh,
            Client client,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.grant_ (workspace_id, grant_id, person_id, client_id,
                            client_name, scope, resource, label, created_at, issuer_id,
                            redirect_uris)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                        ON CONFLICT (workspace_id, person_id, client_id, issuer_id)
                            WHERE issuer_id IS NOT NULL AND revoked_at IS NULL
                        DO UPDATE SET scope = excluded.scope, resource = excluded.resource
                        RETURNING grant_id
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(fresh.workspace())
                                .addString(fresh.id())
                                .addString(fresh.person())
                                .addString(fresh.clientId())
                                .addString(client.name())
                                .addString(Scope.format(fresh.scopes()))
                                .addString(fresh.resource())
                                .addString(issuer.name())
                                .addOffsetDateTime(Columns.time(now))
                                .addString(issuer.id())
                                .addArrayOfString(client.redirectUris().toArray(String[]::new)))
                .map(rows -> rows.iterator().next().getString(0))
                .map(id ->
                        new Grant(
                                fresh.workspace(),
                                id,
                                fresh.person(),
                                fresh.clientId(),
                                fresh.scopes(),
                                fresh.resource()));
    }
}
