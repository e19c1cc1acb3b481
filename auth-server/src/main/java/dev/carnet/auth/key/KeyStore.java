package dev.carnet.auth.key;

import dev.carnet.shared.change.KeyState;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The table `auth.api_key`. A key is made under the lock of its workspace's row, so that of two
/// racers for the last place one comes too late; revoking is the revocation room's.
final class KeyStore {

    private static final String SELECT =
            """
            SELECT k.key_id, k.name, k.kind, k.access, k.person_id, k.prefix, k.created_at,
                k.expires_at, k.revoked_at, u.used_at,
                CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked'
                     WHEN k.expires_at <= $2 THEN 'expired' ELSE 'active' END AS status
            FROM auth.api_key k LEFT JOIN gateway.key_use u USING (workspace_id, key_id)
            WHERE k.workspace_id = $1
            """;

    /// Whose keys are listed: those of one person, or of one key itself, or everybody's.
    record Whose(Optional<String> person, Optional<String> key) {}

    Uni<List<ApiKey>> list(
            SqlClient client, String workspace, Whose whose, Slice slice, Instant now) {
        return client.preparedQuery(
                        SELECT
                                + """
                                AND ($3::text IS NULL OR (k.person_id = $3 AND k.kind = 'personal'))
                                AND ($4::text IS NULL OR k.key_id = $4)
                                AND ($5::timestamptz IS NULL OR (k.created_at, k.key_id) < ($5, $6))
                                ORDER BY k.created_at DESC, k.key_id DESC LIMIT $7
                                """)
                .execute(
                        Tuple.of(workspace, Columns.time(now))
                                .addValue(whose.person().orElse(null))
                                .addValue(whose.key().orElse(null))
                                .addValue(Columns.after(slice))
                                .addValue(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(rows -> Columns.list(rows, KeyStore::key));
    }

    Uni<Optional<ApiKey>> find(SqlClient client, String workspace, String id, Instant now) {
        return client.preparedQuery(SELECT + "AND k.key_id = $3")
                .execute(Tuple.of(workspace, Columns.time(now), id))
                .map(rows -> Columns.first(rows, KeyStore::key));
    }

    /// The lock that the count of active keys is taken under.
    Uni<Void> lock(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery(
                        "SELECT FROM auth.workspace WHERE workspace_id = $1 FOR NO KEY UPDATE")
                .execute(Tuple.of(workspace))
                .replaceWithVoid();
    }

    /// Stores the key if there is a place for it; to be called under the lock.
    Uni<Boolean> insert(
            SqlConnection transaction,
            String workspace,
            KeyState key,
            String prefix,
            Instant now,
            int places) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.api_key (workspace_id, key_id, name, kind, access, person_id,
                            prefix, mac, pepper_version, created_at, expires_at)
                        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
                        WHERE $12 > (SELECT count(*) FROM auth.api_key
                            WHERE workspace_id = $1 AND revoked_at IS NULL
                            AND (expires_at IS NULL OR expires_at > $10))
                        """)
                .execute(
                        Tuple.of(workspace, key.keyId(), key.name())
                                .addString(key.personal() ? ApiKey.PERSONAL : ApiKey.WORKSPACE)
                                .addString(key.write() ? ApiKey.WRITE : ApiKey.READ)
                                .addString(key.person())
                                .addString(prefix)
                                .addValue(mac(key))
                                .addString(key.pepperVersion())
                                .addOffsetDateTime(Columns.time(now))
                                .addValue(key.expiresAt().map(Columns::time).orElse(null))
                                .addInteger(places))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Gives an active key another secret; of two racers the later one's secret counts. Answers
    /// whether the key was still active.
    Uni<Boolean> rotate(
            SqlConnection transaction, String workspace, KeyState key, String prefix, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.api_key SET prefix = $3, mac = $4, pepper_version = $5
                        WHERE workspace_id = $1 AND key_id = $2 AND revoked_at IS NULL
                        AND (expires_at IS NULL OR expires_at > $6)
                        """)
                .execute(
                        Tuple.of(workspace, key.keyId(), prefix)
                                .addValue(mac(key))
                                .addString(key.pepperVersion())
                                .addOffsetDateTime(Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Buffer mac(KeyState key) {
        return Buffer.buffer(Base64.getDecoder().decode(key.mac()));
    }

    private static ApiKey key(Row row) {
        return new ApiKey(
                row.getString("key_id"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("access"),
                row.getString("person_id"),
                row.getString("prefix"),
                row.getString("status"),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "used_at"),
                Columns.optionalInstant(row, "expires_at"),
                Columns.optionalInstant(row, "revoked_at"),
                Optional.empty());
    }
}
