package dev.carnet.auth.token;

import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.code`. Consent inserts, the token endpoint spends; a row is never made unspent
/// again, because that would let a stolen code be used twice.
@ApplicationScoped
public class CodeStore {

    /// A code as it was found.
    ///
    /// @param revoked whether the client or the member was revoked since consent, or the account by
    ///   which the person had signed in is linked no more
    record Found(Code code, boolean spent, boolean revoked) {}

    /// Keeps a code by its hash, in that transaction, and clears a few away that are long over.
    public Uni<Void> insert(SqlConnection transaction, Buffer hash, Code code) {
        Grant grant = code.grant();
        return transaction
                .preparedQuery(
                        """
                        WITH old AS (
                            DELETE FROM auth.code WHERE hash IN (
                                SELECT hash FROM auth.code
                                WHERE expires_at < CAST($11 AS timestamptz) - interval '1 day'
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.code
                            (hash, workspace_id, grant_id, client_id, person_id, redirect_uri,
                             code_challenge, scope, resource, seq, expires_at, dpop_jkt, provider_id)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(hash)
                                .addString(grant.workspace())
                                .addString(grant.id())
                                .addString(grant.clientId())
                                .addString(grant.person())
                                .addString(code.redirectUri())
                                .addString(code.challenge())
                                .addString(Scope.format(grant.scopes()))
                                .addString(grant.resource())
                                .addLong(code.seq())
                                .addOffsetDateTime(code.expiresAt().atOffset(ZoneOffset.UTC))
                                .addValue(code.proofKey().orElse(null))
                                .addValue(code.provider().orElse(null)))
                .replaceWithVoid();
    }

    /// Keeps what the person called the grant that will be made of the code.
    public Uni<Void> label(SqlConnection transaction, Buffer hash, String label) {
        return transaction
                .preparedQuery("UPDATE auth.code SET label = $2 WHERE hash = $1")
                .execute(Tuple.of(hash, label))
                .replaceWithVoid();
    }

    /// Looks a code up without spending it.
    Uni<Optional<Found>> find(SqlConnection transaction, Buffer hash) {
        return transaction
                .preparedQuery(
                        """
                        SELECT c.*, EXISTS (
                            SELECT FROM auth.revocation r
                            WHERE r.workspace_id = c.workspace_id AND r.seq > c.seq
                                AND (r.type, r.id) IN
                                    (('client', c.client_id), ('member', c.person_id),
                                     ('workspace', c.workspace_id)))
                            OR (c.provider_id IS NOT NULL AND NOT EXISTS (
                                SELECT FROM auth.linked_identity l
                                JOIN auth.identity_provider i USING (provider_id)
                                WHERE l.provider_id = c.provider_id AND l.person_id = c.person_id
                                    AND i.disabled_at IS NULL)) AS revoked
                        FROM auth.code c WHERE c.hash = $1
                        """)
                .execute(Tuple.of(hash))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(CodeStore::found));
    }

    /// Spends the code, or finds that another request already did (RFC 6749 §4.1.2: one use only).
    Uni<Boolean> spend(SqlConnection transaction, Buffer hash, Instant now) {
        return transaction
                .preparedQuery(
                        "UPDATE auth.code SET spent_at = $2 WHERE hash = $1 AND spent_at IS NULL")
                .execute(Tuple.of(hash, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Found found(Row row) {
        var code =
                new Code(
                        GrantStore.grant(row),
                        row.getString("redirect_uri"),
                        row.getString("code_challenge"),
                        Optional.ofNullable(row.getString("dpop_jkt")),
                        Optional.ofNullable(row.getString("provider_id")),
                        row.getLong("seq"),
                        row.getOffsetDateTime("expires_at").toInstant());
        return new Found(
                code, row.getOffsetDateTime("spent_at") != null, row.getBoolean("revoked"));
    }
}
