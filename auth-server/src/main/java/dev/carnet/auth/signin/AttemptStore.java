package dev.carnet.auth.signin;

import dev.carnet.auth.protocol.Limits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// The table `auth.attempt`: how often signing in failed, per subject and quarter of an hour, at
/// all replicas together. An attempt is taken before the password is looked at, so that attempts
/// made at the same moment cannot all pass (V17); who turns out to be right gets it back.
@Singleton
public final class AttemptStore {

    /// Takes an attempt, or finds that none is left.
    public Uni<Boolean> take(SqlClient client, String subject, int limit, Instant now) {
        return client.preparedQuery(
                        """
                        INSERT INTO auth.attempt (subject, window_start, failures)
                        VALUES ($1, $2, 1)
                        ON CONFLICT (subject, window_start) DO UPDATE
                        SET failures = attempt.failures + 1 WHERE attempt.failures < $3
                        """)
                .execute(Tuple.of(subject, window(now), limit))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Gives an attempt back, and clears away what is old.
    public Uni<Void> giveBack(SqlClient client, String subject, Instant now) {
        return client.preparedQuery(
                        """
                        WITH old AS (
                            DELETE FROM auth.attempt WHERE (subject, window_start) IN (
                                SELECT subject, window_start FROM auth.attempt
                                WHERE window_start < $3 LIMIT 20 FOR UPDATE SKIP LOCKED))
                        UPDATE auth.attempt SET failures = failures - 1
                        WHERE subject = $1 AND window_start = $2 AND failures > 0
                        """)
                .execute(
                        Tuple.of(
                                subject,
                                window(now),
                                utc(now.minus(Limits.ATTEMPT_WINDOW.multipliedBy(4)))))
                .replaceWithVoid();
    }

    private static OffsetDateTime window(Instant now) {
        long seconds = Limits.ATTEMPT_WINDOW.toSeconds();
        return utc(Instant.ofEpochSecond(now.getEpochSecond() / seconds * seconds));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
