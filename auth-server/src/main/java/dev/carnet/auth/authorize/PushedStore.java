package dev.carnet.auth.authorize;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.pushed`. The PAR endpoint inserts, `/authorize` opens, the answer at consent
/// closes; nothing is ever made unanswered again, because that would let a request be answered
/// twice.
@ApplicationScoped
public class PushedStore {

    private final Pool pool;

    PushedStore(Pool pool) {
        this.pool = pool;
    }

    /// Keeps a request by the hash of its URI, and clears a few away that are over.
    Uni<Void> insert(Buffer hash, String clientId, String query, Instant now, Instant expires) {
        return pool.preparedQuery(
                        """
                        WITH over AS (
                            DELETE FROM auth.pushed WHERE hash IN (
                                SELECT hash FROM auth.pushed WHERE expires_at < $5
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.pushed (hash, client_id, query, expires_at)
                        VALUES ($1, $2, $3, $4)
                        """)
                .execute(Tuple.of(hash, clientId, query, utc(expires), utc(now)))
                .replaceWithVoid();
    }

    /// Opens that client's request, or opens it again: the first time in its short life, from then
    /// on until it has to be answered.
    Uni<Optional<String>> open(Buffer hash, String clientId, Instant now, Instant answerBy) {
        return pool.preparedQuery(
                        """
                        UPDATE auth.pushed
                        SET opened_at = coalesce(opened_at, $3),
                            expires_at = CASE WHEN opened_at IS NULL THEN $4 ELSE expires_at END
                        WHERE hash = $1 AND client_id = $2 AND expires_at > $3
                            AND answered_at IS NULL
                        RETURNING query
                        """)
                .execute(Tuple.of(hash, clientId, utc(now), utc(answerBy)))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(row -> row.getString("query")));
    }

    /// Closes the request, or finds that somebody did before (RFC 9126 §7.3: one use).
    Uni<Boolean> answer(SqlConnection transaction, Buffer hash, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.pushed SET answered_at = $2
                        WHERE hash = $1 AND expires_at > $2 AND answered_at IS NULL
                        """)
                .execute(Tuple.of(hash, utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
