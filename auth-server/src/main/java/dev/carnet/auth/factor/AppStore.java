package dev.carnet.auth.factor;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/// The table `auth.totp`.
@Singleton
final class AppStore {

    /// Adds an app whose first code was right; none if the person has one.
    Uni<Boolean> add(
            SqlConnection transaction, String person, byte[] sealed, long step, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.totp (person_id, secret_sealed, last_step, created_at)
                        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
                        """)
                .execute(Tuple.of(person, Buffer.buffer(sealed), step, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Optional<byte[]>> sealed(SqlClient client, String person) {
        return client.preparedQuery("SELECT secret_sealed FROM auth.totp WHERE person_id = $1")
                .execute(Tuple.of(person))
                .map(rows -> Columns.first(rows, row -> row.getBuffer(0).getBytes()));
    }

    /// Spends the code of that step: it counts once, and none before it counts any more.
    Uni<Boolean> spend(SqlConnection transaction, String person, long step) {
        return transaction
                .preparedQuery(
                        "UPDATE auth.totp SET last_step = $2 WHERE person_id = $1 AND last_step < $2")
                .execute(Tuple.of(person, step))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Boolean> remove(SqlConnection transaction, String person) {
        return transaction
                .preparedQuery("DELETE FROM auth.totp WHERE person_id = $1")
                .execute(Tuple.of(person))
                .map(rows -> rows.rowCount() == 1);
    }
}
