package dev.carnet.shared.audit;

import dev.carnet.shared.audit.Sealing.DataKey;
import dev.carnet.shared.audit.Sealing.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Reads `audit.disclosure` with its keys, and ends keys in `audit.data_key`. A key that was ended
/// stays as an empty row: the writers add keys only where there is no row.
final class DisclosureStore {

    /// A sealed value of an entry.
    ///
    /// @param key none, if it was erased
    /// @param line the entry's stored bytes as text
    record Stored(Sealed sealed, Optional<DataKey> key, String eid, String line) {}

    /// The hidden values of that entry in the order of their names; nothing, if there is no entry.
    Uni<Optional<List<Stored>>> of(SqlClient client, String workspace, long seq) {
        return client.preparedQuery(
                        """
                        SELECT d.name, d.key_id, d.sealed, i.eid::text AS eid, e.data,
                            k.workspace_id, k.subject, k.month, k.wrapped,
                            k.key_id IS NULL OR k.erased_at IS NOT NULL AS erased
                        FROM audit.log l
                        JOIN audit.index i ON i.log_id = l.log_id AND i.seq = $2
                        JOIN audit.entry e ON e.log_id = l.log_id AND e.seq = $2
                        LEFT JOIN audit.disclosure d ON d.log_id = l.log_id AND d.seq = $2
                        LEFT JOIN audit.data_key k ON k.key_id = d.key_id
                        WHERE l.workspace_id = $1 ORDER BY d.name
                        """)
                .execute(Tuple.of(workspace, seq))
                .map(rows ->
                        rows.size() == 0
                                ? Optional.empty()
                                : Optional.of(
                                        StreamSupport.stream(rows.spliterator(), false)
                                                .filter(row -> row.getString("name") != null)
                                                .map(DisclosureStore::stored)
                                                .toList()));
    }

    /// Ends every key of that subject there is so far; nothing, if there never was one.
    Uni<Optional<Integer>> erase(SqlConnection transaction, String workspace, String subject) {
        return transaction
                .preparedQuery(
                        """
                        WITH ended AS (
                            UPDATE audit.data_key SET wrapped = '', erased_at = clock_timestamp()
                            WHERE workspace_id = $1 AND subject = $2 AND erased_at IS NULL
                            RETURNING key_id)
                        SELECT count(*) > 0 AS known, (SELECT count(*)::int FROM ended) AS ended
                        FROM audit.data_key WHERE workspace_id = $1 AND subject = $2
                        """)
                .execute(Tuple.of(workspace, subject))
                .map(rows -> rows.iterator().next())
                .map(row ->
                        row.getBoolean("known")
                                ? Optional.of(row.getInteger("ended"))
                                : Optional.empty());
    }

    private static Stored stored(Row row) {
        return new Stored(
                new Sealed(
                        row.getString("name"),
                        row.getString("key_id"),
                        row.getBuffer("sealed").getDelegate()),
                row.getBoolean("erased") ? Optional.empty() : Optional.of(key(row)),
                row.getString("eid"),
                row.getBuffer("data").toString(StandardCharsets.UTF_8.name()));
    }

    private static DataKey key(Row row) {
        LocalDate month = row.getLocalDate("month");
        return new DataKey(
                row.getString("key_id"),
                row.getString("workspace_id"),
                row.getString("subject"),
                month.toString(),
                row.getBuffer("wrapped").getDelegate());
    }
}
