package dev.carnet.auth.trust;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/// The table `auth.trusted_issuer`. Who changed a row past the versions would undo an edit nobody
/// saw; who disabled one without its revocation would leave tokens alive.
@Singleton
final class TrustedIssuerStore {

    private static final TypeReference<List<WorkloadRule>> RULES = new TypeReference<>() {};

    private final ObjectMapper json;

    TrustedIssuerStore(ObjectMapper json) {
        this.json = json;
    }

    Uni<Void> insert(SqlConnection transaction, TrustedIssuer issuer) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.trusted_issuer (workspace_id, issuer_id, kind, name,
                            issuer, jwks, jwks_uri, algorithms, scopes, link_by_email,
                            tenant_claim, tenant_value, clients, audiences, rules, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                            $16)
                        """)
                .execute(row(issuer).addOffsetDateTime(Columns.time(issuer.createdAt())))
                .replaceWithVoid();
    }

    /// Writes what an edit made of an issuer, if it still has the version the edit was made for.
    Uni<Boolean> update(SqlConnection transaction, TrustedIssuer issuer) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.trusted_issuer SET name = $4, jwks = $6, jwks_uri = $7,
                            algorithms = $8, scopes = $9, link_by_email = $10, tenant_claim = $11,
                            tenant_value = $12, clients = $13, audiences = $14, rules = $15,
                            disabled_at = CASE WHEN $17 THEN disabled_at END,
                            version = version + 1
                        WHERE workspace_id = $1 AND issuer_id = $2 AND kind = $3 AND issuer = $5
                            AND version = $16 AND deleted_at IS NULL
                        """)
                .execute(row(issuer).addInteger(issuer.version()).addBoolean(!issuer.isActive()))
                .map(rows -> rows.rowCount() == 1);
    }

    private Tuple row(TrustedIssuer issuer) {
        return Tuple.tuple()
                .addString(issuer.workspace())
                .addString(issuer.id())
                .addString(issuer.kind())
                .addString(issuer.name())
                .addString(issuer.issuer())
                .addValue(issuer.jwks().orElse(null))
                .addValue(issuer.jwksUri().orElse(null))
                .addArrayOfString(issuer.algorithms().toArray(String[]::new))
                .addArrayOfString(issuer.scopes().toArray(String[]::new))
                .addBoolean(issuer.linkByEmail())
                .addValue(issuer.tenant().map(Tenant::claim).orElse(null))
                .addValue(issuer.tenant().map(Tenant::value).orElse(null))
                .addArrayOfString(issuer.clients().toArray(String[]::new))
                .addArrayOfString(issuer.audiences().toArray(String[]::new))
                .addString(write(issuer.rules()));
    }

    /// Ends the issuer's time: for now, or for good.
    Uni<Boolean> end(SqlConnection transaction, String workspace, String id, boolean forGood) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.trusted_issuer SET version = version + 1,
                            disabled_at = coalesce(disabled_at, clock_timestamp()),
                            deleted_at = CASE WHEN $3 THEN clock_timestamp() END
                        WHERE workspace_id = $1 AND issuer_id = $2 AND deleted_at IS NULL
                            AND ($3 OR disabled_at IS NULL)
                        """)
                .execute(Tuple.of(workspace, id, forGood))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<List<TrustedIssuer>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.trusted_issuer
                        WHERE workspace_id = $1 AND deleted_at IS NULL
                            AND ($2::timestamptz IS NULL OR (created_at, issuer_id) < ($2, $3))
                        ORDER BY created_at DESC, issuer_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, this::issuer));
    }

    Uni<Optional<TrustedIssuer>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.trusted_issuer
                        WHERE workspace_id = $1 AND issuer_id = $2 AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, this::issuer));
    }

    /// Every workspace's trust in an issuer of that name, the oldest first.
    Uni<List<TrustedIssuer>> named(SqlClient client, Kind kind, String issuer) {
        return client.preparedQuery(
                        """
                        SELECT i.* FROM auth.trusted_issuer i JOIN auth.workspace w
                            USING (workspace_id)
                        WHERE i.issuer = $2 AND i.kind = $1 AND i.disabled_at IS NULL
                            AND i.deleted_at IS NULL AND w.revoked_at IS NULL
                        ORDER BY i.created_at, i.issuer_id LIMIT 50
                        """)
                .execute(Tuple.of(kind.wire(), issuer))
                .map(rows -> Columns.list(rows, this::issuer));
    }

    /// Whether the issuer is trusted at this moment, as of this transaction.
    Uni<Boolean> isActive(SqlConnection transaction, TrustedIssuer issuer) {
        return transaction
                .preparedQuery(
                        """
                        SELECT FROM auth.trusted_issuer
                        WHERE workspace_id = $1 AND issuer_id = $2 AND version = $3
                            AND disabled_at IS NULL AND deleted_at IS NULL
                        """)
                .execute(Tuple.of(issuer.workspace(), issuer.id(), issuer.version()))
                .map(rows -> rows.size() == 1);
    }

    private TrustedIssuer issuer(Row row) {
        return new TrustedIssuer(
                row.getString("workspace_id"),
                row.getString("issuer_id"),
                row.getString("kind"),
                row.getString("name"),
                row.getString("issuer"),
                Optional.ofNullable(row.getString("jwks")),
                Optional.ofNullable(row.getString("jwks_uri")),
                List.of(row.getArrayOfStrings("algorithms")),
                List.of(row.getArrayOfStrings("scopes")),
                row.getBoolean("link_by_email"),
                Optional.ofNullable(row.getString("tenant_claim"))
                        .map(claim -> new Tenant(claim, row.getString("tenant_value"))),
                List.of(row.getArrayOfStrings("clients")),
                List.of(row.getArrayOfStrings("audiences")),
                read(row.getString("rules")),
                row.getOffsetDateTime("disabled_at") == null
                        ? TrustedIssuer.ACTIVE
                        : TrustedIssuer.DISABLED,
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }

    private String write(List<WorkloadRule> rules) {
        try {
            return json.writeValueAsString(rules);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("rules cannot be written", impossible);
        }
    }

    private List<WorkloadRule> read(String rules) {
        try {
            return json.readValue(rules, RULES);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("rules cannot be read", broken);
        }
    }
}
