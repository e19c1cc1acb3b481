package dev.carnet.auth.password;

import dev.carnet.auth.person.Email;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.password_reset`: links by the hash of their secret. A link works once, and every
/// other one of the person is used up with it.
@Singleton
final class ResetStore {

    /// Makes a link for whoever has that address, and says who that is. It is one statement whether
    /// there is somebody or not.
    Uni<Optional<String>> insert(
            SqlConnection transaction, Buffer hash, Email email, Instant now, Instant expires) {
        return transaction
                .preparedQuery(
                        """
                        WITH old AS (
                            DELETE FROM auth.password_reset WHERE hash IN (
                                SELECT hash FROM auth.password_reset WHERE expires_at < $3
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.password_reset (hash, person_id, expires_at)
                        SELECT $1, person_id, $4 FROM auth.person
                        WHERE email = $2 AND disabled_at IS NULL
                        RETURNING person_id
                        """)
                .execute(Tuple.of(hash, email.text(), utc(now), utc(expires)))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(row -> row.getString("person_id")));
    }

    /// Whose link it is, if it still works.
    Uni<Optional<String>> find(SqlClient client, Buffer hash, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT person_id FROM auth.password_reset
                        WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
                        """)
                .execute(Tuple.of(hash, utc(now)))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(row -> row.getString("person_id")));
    }

    /// Uses the link up, or finds that somebody did before.
    Uni<Boolean> use(SqlConnection transaction, Buffer hash, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.password_reset SET used_at = $2
                        WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
                        """)
                .execute(Tuple.of(hash, utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Uses every link of the person up.
    Uni<Void> useAll(SqlConnection transaction, String person, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.password_reset SET used_at = $2
                        WHERE person_id = $1 AND used_at IS NULL
                        """)
                .execute(Tuple.of(person, utc(now)))
                .replaceWithVoid();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
