package dev.carnet.auth.token;

import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.refresh`: a row per refresh token, found by its hash. `rotate` alone sets the
/// successor, and only once: a second successor would split the family in two.
@ApplicationScoped
public class RefreshStore {

    /// A refresh token as it was found.
    ///
    /// @param rotated when it was replaced, if it was
    /// @param sealedSuccessor its successor, readable only by who presents this token
    /// @param key the thumbprint of the key that alone may use it (RFC 9449 §5)
    /// @param grantRevoked whether the grant it belongs to was revoked
    record Found(
            Grant grant,
            Instant expiresAt,
            Optional<Instant> rotated,
            Optional<Buffer> sealedSuccessor,
            Optional<String> key,
            boolean grantRevoked) {}

    /// A successor: the hash it will be found by, and its sealed text.
    record Successor(Buffer hash, Buffer sealed) {}

    /// Adds a refresh token, in that transaction, and clears a few away that are long over.
    Uni<Void> insert(
            SqlConnection transaction, Buffer hash, Grant grant, Instant now, Instant expires) {
        return transaction
                .preparedQuery(
                        """
                        WITH old AS (
                            DELETE FROM auth.refresh WHERE hash IN (
                                SELECT hash FROM auth.refresh
                                WHERE expires_at < CAST($8 AS timestamptz) - interval '1 day'
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.refresh
                            (hash, workspace_id, grant_id, client_id, person_id, scope, resource,
                             issued_at, expires_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(hash)
                                .addString(grant.workspace())
                                .addString(grant.id())
                                .addString(grant.clientId())
                                .addString(grant.person())
                                .addString(Scope.format(grant.scopes()))
                                .addString(grant.resource())
                                .addOffsetDateTime(utc(now))
                                .addOffsetDateTime(utc(expires)))
                .replaceWithVoid();
    }

    /// Looks a refresh token up.
    Uni<Optional<Found>> find(SqlClient client, Buffer hash) {
        return client.preparedQuery(
                        """
                        SELECT r.*, g.cnf, g.revoked_at IS NOT NULL AS grant_revoked
                        FROM auth.refresh r JOIN auth.grant_ g USING (workspace_id, grant_id)
                        WHERE r.hash = $1
                        """)
                .execute(Tuple.of(hash))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(RefreshStore::found));
    }

    /// Replaces the token by its successor, or finds that another request already did.
    Uni<Boolean> rotate(SqlConnection transaction, Buffer hash, Successor successor, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.refresh
                        SET rotated_at = $2, successor_hash = $3, successor_sealed = $4
                        WHERE hash = $1 AND rotated_at IS NULL
                        """)
                .execute(Tuple.of(hash, utc(now), successor.hash(), successor.sealed()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Moves the end of a token that is not replaced.
    Uni<Void> prolong(SqlConnection transaction, Buffer hash, Instant expires) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.refresh SET expires_at = $2
                        WHERE hash = $1 AND rotated_at IS NULL
                        """)
                .execute(Tuple.of(hash, utc(expires)))
                .replaceWithVoid();
    }

    private static Found found(Row row) {
        return new Found(
                GrantStore.grant(row),
                row.getOffsetDateTime("expires_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("rotated_at"))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getBuffer("successor_sealed"))
                        .map(sealed -> Buffer.buffer(sealed.getBytes())),
                Optional.ofNullable(row.getString("cnf")),
                row.getBoolean("grant_revoked"));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
