package dev.carnet.auth.signin;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.sign_in_session`. The cookie's secret is not in it, only its hash.
@Singleton
final class SessionStore {

    /// A session that begins.
    ///
    /// @param device what it is listed as
    /// @param network where it began
    record Beginning(Authentication authentication, String device, String network) {}

    Uni<Void> insert(SqlConnection transaction, Buffer hash, Beginning beginning) {
        Authentication done = beginning.authentication();
        return transaction
                .preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.sign_in_session WHERE hash IN (
                                SELECT hash FROM auth.sign_in_session WHERE expires_at < $3
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.sign_in_session
                            (hash, person_id, created_at, seen_at, authenticated_at, expires_at,
                             session_id, strength, device, network)
                        VALUES ($1, $2, $3, $3, $3, $4, $5, $6, $7, $8)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(hash)
                                .addString(done.person())
                                .addOffsetDateTime(utc(done.at()))
                                .addOffsetDateTime(utc(done.at().plus(Limits.SESSION_LIFE)))
                                .addString(Ids.fresh("ses"))
                                .addString(done.strength().wire())
                                .addString(beginning.device())
                                .addString(beginning.network()))
                .replaceWithVoid();
    }

    /// The person behind a live session, which is seen now.
    Uni<Optional<SignedIn>> see(SqlClient client, Buffer hash, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE auth.sign_in_session s SET seen_at = $2
                        FROM auth.person p
                        WHERE s.hash = $1 AND s.expires_at > $2 AND s.seen_at > $3
                            AND p.person_id = s.person_id AND p.disabled_at IS NULL
                        RETURNING p.person_id, p.email, p.name, s.hash, s.session_id,
                            s.authenticated_at, s.strength
                        """)
                .execute(Tuple.of(hash, utc(now), utc(now.minus(Limits.SESSION_IDLE))))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(SessionStore::signedIn));
    }

    Uni<Boolean> delete(SqlClient client, Buffer hash) {
        return client.preparedQuery("DELETE FROM auth.sign_in_session WHERE hash = $1")
                .execute(Tuple.of(hash))
                .map(rows -> rows.rowCount() == 1);
    }

    private static SignedIn signedIn(Row row) {
        return new SignedIn(
                row.getString("person_id"),
                row.getString("email"),
                row.getString("name"),
                Base64.getUrlEncoder().encodeToString(row.getBuffer("hash").getBytes()),
                row.getString("session_id"),
                row.getOffsetDateTime("authenticated_at").toInstant(),
                Strength.of(row.getString("strength")));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
