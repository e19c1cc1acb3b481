package dev.carnet.auth.factor;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/// The table `auth.recovery_code`.
@Singleton
final class RecoveryCodeStore {

    /// Puts these in the place of all earlier ones.
    Uni<Void> replace(SqlConnection transaction, String person, List<byte[]> macs, Instant now) {
        return transaction
                .preparedQuery("DELETE FROM auth.recovery_code WHERE person_id = $1")
                .execute(Tuple.of(person))
                .chain(() ->
                        transaction
                                .preparedQuery(
                                        """
                                        INSERT INTO auth.recovery_code (person_id, mac, created_at)
                                        VALUES ($1, $2, $3)
                                        """)
                                .executeBatch(
                                        macs.stream()
                                                .map(mac ->
                                                        Tuple.of(
                                                                person,
                                                                Buffer.buffer(mac),
                                                                Columns.time(now)))
                                                .toList()))
                .replaceWithVoid();
    }

    /// Those that were not used.
    Uni<List<byte[]>> unused(SqlClient client, String person) {
        return client.preparedQuery("SELECT mac FROM auth.recovery_code WHERE person_id = $1")
                .execute(Tuple.of(person))
                .map(rows -> Columns.list(rows, row -> row.getBuffer(0).getBytes()));
    }

    /// Uses one up; of two at the same moment one does.
    Uni<Boolean> spend(SqlConnection transaction, String person, byte[] mac) {
        return transaction
                .preparedQuery("DELETE FROM auth.recovery_code WHERE person_id = $1 AND mac = $2")
                .execute(Tuple.of(person, Buffer.buffer(mac)))
                .map(rows -> rows.rowCount() == 1);
    }
}
