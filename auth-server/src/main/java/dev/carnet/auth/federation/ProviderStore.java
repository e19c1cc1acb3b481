package dev.carnet.auth.federation;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The table `auth.identity_provider`.
@Singleton
public final class ProviderStore {

    private static final String SELECT =
            """
            SELECT workspace_id, provider_id, name, issuer, client_id, secret_sealed,
                disabled_at IS NULL AS enabled, provision_domains, provision_role,
                version, created_at
            FROM auth.identity_provider p
            """;

    Uni<List<Provider>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        SELECT
                                + """
                                WHERE workspace_id = $1
                                    AND ($2::timestamptz IS NULL OR (created_at, provider_id) < ($2, $3))
                                ORDER BY created_at DESC, provider_id DESC LIMIT $4
                                """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, ProviderStore::provider));
    }

    Uni<Optional<Provider>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(SELECT + "WHERE workspace_id = $1 AND provider_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ProviderStore::provider));
    }

    /// The provider of that id, if people may sign in through it.
    Uni<Optional<Provider>> open(SqlClient client, String id) {
        return client.preparedQuery(
                        SELECT
                                + """
                                WHERE provider_id = $1 AND disabled_at IS NULL
                                    AND EXISTS (SELECT FROM auth.workspace w
                                        WHERE w.workspace_id = p.workspace_id AND w.revoked_at IS NULL)
                                """)
                .execute(Tuple.of(id))
                .map(rows -> Columns.first(rows, ProviderStore::provider));
    }

    /// Those a person could link an account of.
    public Uni<List<Provider>> ofMember(SqlClient client, String person) {
        return client.preparedQuery(
                        SELECT
                                + """
                                WHERE disabled_at IS NULL AND workspace_id IN (
                                    SELECT workspace_id FROM auth.member WHERE person_id = $1)
                                ORDER BY name, provider_id LIMIT 50
                                """)
                .execute(Tuple.of(person))
                .map(rows -> Columns.list(rows, ProviderStore::provider));
    }

    /// Adds one; false if the workspace has as many as it may.
    Uni<Boolean> insert(SqlConnection transaction, Provider provider, int most) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.identity_provider
                            (workspace_id, provider_id, name, issuer, client_id, secret_sealed, created_at,
                             provision_domains, provision_role)
                        SELECT $1, $2, $3, $4, $5, $6, $7, $9, $10
                        WHERE (SELECT count(*) FROM auth.identity_provider WHERE workspace_id = $1) < $8
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(provider.workspace())
                                .addString(provider.id())
                                .addString(provider.name())
                                .addString(provider.issuer())
                                .addString(provider.clientId())
                                .addValue(provider.secret().orElse(null))
                                .addOffsetDateTime(Columns.time(provider.createdAt()))
                                .addInteger(most)
                                .addArrayOfString(domains(provider))
                                .addString(provider.provision().given()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Makes it what it is to be, unless it changed meanwhile; sessions that began through it count
    /// only while it is on.
    Uni<Boolean> replace(SqlConnection transaction, Provider provider) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.identity_provider SET version = version + 1,
                            name = $5, client_id = $6, secret_sealed = $7,
                            provision_domains = $8, provision_role = $9, disabled_at =
                                CASE WHEN NOT $4 THEN coalesce(disabled_at, clock_timestamp()) END
                        WHERE workspace_id = $1 AND provider_id = $2 AND version = $3
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(provider.workspace())
                                .addString(provider.id())
                                .addInteger(provider.version())
                                .addBoolean(provider.enabled())
                                .addString(provider.name())
                                .addString(provider.clientId())
                                .addValue(provider.secret().orElse(null))
                                .addArrayOfString(domains(provider))
                                .addString(provider.provision().given()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Ends every session and half-open sign-in that began through it.
    Uni<Integer> endSessions(SqlConnection transaction, Provider provider) {
        return transaction
                .preparedQuery(
                        """
                        WITH half AS (DELETE FROM auth.half_sign_in WHERE provider_id = $1),
                            begun AS (DELETE FROM auth.federation_request WHERE provider_id = $1)
                        DELETE FROM auth.sign_in_session WHERE provider_id = $1
                        """)
                .execute(Tuple.of(provider.id()))
                .map(rows -> rows.rowCount());
    }

    /// Removes it with every account that was linked through it.
    Uni<Boolean> delete(SqlConnection transaction, Provider provider) {
        return transaction
                .preparedQuery("DELETE FROM auth.linked_identity WHERE provider_id = $1")
                .execute(Tuple.of(provider.id()))
                .chain(() ->
                        transaction
                                .preparedQuery(
                                        """
                                        DELETE FROM auth.identity_provider
                                        WHERE workspace_id = $1 AND provider_id = $2 AND version = $3
                                        """)
                                .execute(
                                        Tuple.of(
                                                provider.workspace(),
                                                provider.id(),
                                                provider.version())))
                .map(rows -> rows.rowCount() == 1);
    }

    private static String[] domains(Provider provider) {
        return provider.provision().domains().toArray(String[]::new);
    }

    private static Provider provider(Row row) {
        return new Provider(
                row.getString("workspace_id"),
                row.getString("provider_id"),
                row.getString("name"),
                row.getString("issuer"),
                row.getString("client_id"),
                Optional.ofNullable(row.getBuffer("secret_sealed")).map(it -> it.getDelegate()),
                row.getBoolean("enabled"),
                new Provision(
                        List.of(row.getArrayOfStrings("provision_domains")),
                        Optional.of(row.getString("provision_role"))),
                row.getInteger("version"),
                Columns.instant(row, "created_at"));
    }
}
