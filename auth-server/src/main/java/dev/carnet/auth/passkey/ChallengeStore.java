package dev.carnet.auth.passkey;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;

/// The table `auth.passkey_challenge`: those that were answered, rightly or not.
@Singleton
public final class ChallengeStore {

    private final Pool pool;

    ChallengeStore(Pool pool) {
        this.pool = pool;
    }

    /// Takes the one answer a challenge has; false if it was answered before or is too old.
    public Uni<Boolean> spend(Challenge challenge, Instant now) {
        if (!now.isBefore(challenge.end())) {
            return Uni.createFrom().item(false);
        }
        return pool.preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.passkey_challenge WHERE hash IN (
                                SELECT hash FROM auth.passkey_challenge WHERE expires_at < $3
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.passkey_challenge (hash, expires_at) VALUES ($1, $2)
                        ON CONFLICT DO NOTHING
                        """)
                .execute(
                        Tuple.of(
                                OpaqueToken.hash(challenge.value()),
                                Columns.time(challenge.end()),
                                Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }
}
