package dev.carnet.auth.connect;

import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/// The table `auth.connect_request`: by the hash of `state`, for the session that asked.
@Singleton
final class BegunStore {

    private final Pool pool;

    BegunStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> insert(String state, SignedIn person, Begun begun, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.connect_request WHERE hash IN (
                                SELECT hash FROM auth.connect_request WHERE expires_at < $8
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.connect_request (hash, session, workspace_id, server_id,
                            person_id, verifier, course, expires_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $9)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(OpaqueToken.hash(state))
                                .addString(person.key())
                                .addString(begun.workspace())
                                .addString(begun.server())
                                .addString(begun.person())
                                .addString(begun.verifier())
                                .addString(begun.course().json())
                                .addOffsetDateTime(Columns.time(now))
                                .addOffsetDateTime(Columns.time(now.plus(ConnectLimits.AWAY))))
                .replaceWithVoid();
    }

    /// Takes what this session began under that state; of two answers one gets it.
    Uni<Optional<Begun>> take(String state, SignedIn person, Instant now) {
        return pool.preparedQuery(
                        """
                        DELETE FROM auth.connect_request
                        WHERE hash = $1 AND session = $2 AND person_id = $3 AND expires_at > $4
                        RETURNING workspace_id, server_id, person_id, verifier, course
                        """)
                .execute(
                        Tuple.of(
                                OpaqueToken.hash(state),
                                person.key(),
                                person.person(),
                                Columns.time(now)))
                .map(rows -> Columns.first(rows, BegunStore::begun));
    }

    private static Begun begun(Row row) {
        return new Begun(
                row.getString("workspace_id"),
                row.getString("server_id"),
                row.getString("person_id"),
                row.getString("verifier"),
                Course.of(row.getString("course")));
    }
}
