package dev.carnet.auth.client;

import dev.carnet.auth.protocol.OpaqueToken;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// The table `auth.assertion`: which assertions were used, at any replica, until they expire. The
/// primary key is what lets only one use win.
@ApplicationScoped
public class AssertionStore {

    private final Pool pool;

    AssertionStore(Pool pool) {
        this.pool = pool;
    }

    /// Uses the assertion up, or finds that somebody did before (RFC 7523 §3, `jti`). What expired
    /// is cleared away on the way.
    public Uni<Boolean> use(String clientId, AssertionCheck.Accepted assertion, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.assertion WHERE hash IN (
                                SELECT hash FROM auth.assertion WHERE expires_at < $3
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.assertion (hash, expires_at) VALUES ($1, $2)
                        ON CONFLICT DO NOTHING
                        """)
                .execute(
                        Tuple.of(
                                Buffer.buffer(
                                        OpaqueToken.sha256(clientId + "\n" + assertion.jti())),
                                time(assertion.keepUntil()),
                                time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
