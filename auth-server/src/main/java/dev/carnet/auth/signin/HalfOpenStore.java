package dev.carnet.auth.signin;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/// The table `auth.half_sign_in`: by the hash of a secret that only the browser has.
@Singleton
final class HalfOpenStore {

    Uni<Void> insert(SqlConnection transaction, Buffer hash, Authentication first) {
        Instant now = first.at();
        return transaction
                .preparedQuery(
                        """
                        WITH expired AS (
                            DELETE FROM auth.half_sign_in WHERE hash IN (
                                SELECT hash FROM auth.half_sign_in WHERE expires_at < $3
                                LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO auth.half_sign_in
                            (hash, person_id, expires_at, workspace_id, provider_id)
                        VALUES ($1, $2, $4, $5, $6)
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(hash)
                                .addString(first.person())
                                .addOffsetDateTime(Columns.time(now))
                                .addOffsetDateTime(Columns.time(now.plus(Limits.SECOND_STEP_LIFE)))
                                .addValue(first.through().map(Through::workspace).orElse(null))
                                .addValue(first.through().map(Through::provider).orElse(null)))
                .replaceWithVoid();
    }

    Uni<Optional<HalfOpen>> find(SqlClient client, Buffer hash, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT h.hash, p.person_id, p.email, h.workspace_id, h.provider_id
                        FROM auth.half_sign_in h JOIN auth.person p USING (person_id)
                        WHERE h.hash = $1 AND h.expires_at > $2 AND h.tries < $3
                            AND p.disabled_at IS NULL
                        """)
                .execute(Tuple.of(hash, Columns.time(now), Limits.SECOND_STEP_TRIES))
                .map(rows ->
                        Columns.first(
                                rows,
                                row ->
                                        new HalfOpen(
                                                row.getBuffer("hash").getDelegate(),
                                                row.getString("person_id"),
                                                row.getString("email"),
                                                through(row))));
    }

    private static Optional<Through> through(Row row) {
        return Optional.ofNullable(row.getString("provider_id"))
                .map(provider -> new Through(row.getString("workspace_id"), provider));
    }

    /// Takes a try, or finds that none is left.
    Uni<Boolean> take(SqlClient client, HalfOpen half, Instant now) {
        return client.preparedQuery(
                        """
                        UPDATE auth.half_sign_in SET tries = tries + 1
                        WHERE hash = $1 AND expires_at > $2 AND tries < $3
                        """)
                .execute(Tuple.of(half.hash(), Columns.time(now), Limits.SECOND_STEP_TRIES))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Ends it; of two second steps at the same moment one does.
    Uni<Boolean> delete(SqlConnection transaction, HalfOpen half) {
        return transaction
                .preparedQuery("DELETE FROM auth.half_sign_in WHERE hash = $1")
                .execute(Tuple.of(half.hash()))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> deleteAll(SqlConnection transaction, String person) {
        return transaction
                .preparedQuery("DELETE FROM auth.half_sign_in WHERE person_id = $1")
                .execute(Tuple.of(person))
                .replaceWithVoid();
    }
}
