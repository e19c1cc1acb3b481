package dev.carnet.auth.trust;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;

/// The table `auth.used_assertion`: which assertions of issuers were used, at any replica, until
/// they expire. The primary key is what lets only one use win (V35).
@Singleton
final class UsedAssertionStore {

    /// Uses the assertion up, in that transaction, or finds that somebody did before. What expired
    /// is cleared away on the way.
    Uni<Boolean> use(SqlConnection transaction, Assertion assertion, Instant until, Instant now) {
        byte[] name = OpaqueToken.sha256(assertion.issuer() + "\n" + assertion.id());
        return transaction
                .preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.used_assertion WHERE hash IN (
                                SELECT hash FROM auth.used_assertion WHERE expires_at < $3
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.used_assertion (hash, expires_at) VALUES ($1, $2)
                        ON CONFLICT DO NOTHING
                        """)
                .execute(Tuple.of(Buffer.buffer(name), Columns.time(until), Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }
}
