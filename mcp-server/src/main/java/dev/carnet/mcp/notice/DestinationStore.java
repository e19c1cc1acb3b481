package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The table `gateway.destination`. Its secret is sealed; a row that was not verified is told
/// nothing.
@ApplicationScoped
public class DestinationStore {

    private final Pool pool;

    DestinationStore(Pool pool) {
        this.pool = pool;
    }

    /// A destination with what is needed to reach it.
    ///
    /// @param secrets what to sign with, the newest first; a mail address has none
    record Reachable(Destination destination, List<Buffer> secrets) {}

    /// Keeps a destination, unless the workspace has as many as it may.
    ///
    /// @param person whose own address it is, where nobody had to agree
    Uni<Boolean> insert(
            SqlConnection transaction,
            String workspace,
            Destination one,
            Optional<String> person,
            Optional<Buffer> secret) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.destination (workspace_id, destination_id, kind, name,
                            target, secret_sealed, created_at, verified_at, person_id)
                        SELECT $1, $2, $3, $4, $5, $6::bytea, $7::timestamptz, $8::timestamptz,
                            $10::text
                        WHERE (SELECT count(*) FROM gateway.destination WHERE workspace_id = $1)
                            < $9::int
                        """)
                .execute(
                        Tuple.of(workspace, one.id(), one.kind(), one.name(), one.target())
                                .addValue(secret.orElse(null))
                                .addOffsetDateTime(Columns.time(one.createdAt()))
                                .addOffsetDateTime(one.verifiedAt().map(Columns::time).orElse(null))
                                .addInteger(NoticeLimits.DESTINATIONS)
                                .addString(person.orElse(null)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Newest first.
    Uni<List<Destination>> list(String workspace, Slice slice) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM gateway.destination WHERE workspace_id = $1
                            AND ($2::timestamptz IS NULL
                                OR (created_at, destination_id) < ($2, $3::text))
                        ORDER BY created_at DESC, destination_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, DestinationStore::destination));
    }

    /// That destination of that workspace.
    Uni<Optional<Reachable>> find(SqlClient client, String workspace, String id, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT *, CASE WHEN old_secret_until > $3 THEN old_secret_sealed END AS old
                        FROM gateway.destination WHERE workspace_id = $1 AND destination_id = $2
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(now)))
                .map(rows ->
                        Columns.first(rows, row -> new Reachable(destination(row), secrets(row))));
    }

    /// Writes what an edit made of it, if it still has the version the edit was made for.
    Uni<Boolean> update(
            SqlConnection transaction, String workspace, Destination old, DestinationEdit edit) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.destination SET name = $4, version = version + 1,
                            disabled_at = CASE WHEN $5::boolean THEN NULL
                                ELSE coalesce(disabled_at, clock_timestamp()) END
                        WHERE workspace_id = $1 AND destination_id = $2 AND version = $3
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                old.id(),
                                old.version(),
                                edit.name().orElse(old.name()),
                                edit.enabled().orElse(old.enabled())))
                .map(rows -> rows.rowCount() == 1);
    }

    /// It proved that it wants to be told.
    Uni<Boolean> verify(SqlConnection transaction, String workspace, String id, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.destination SET verified_at = $3, version = version + 1
                        WHERE workspace_id = $1 AND destination_id = $2 AND kind = 'webhook'
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Makes that the newest secret; of those before, only the last signs on.
    Uni<Boolean> rotate(
            SqlConnection transaction, String workspace, String id, Buffer secret, Instant until) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.destination SET old_secret_sealed = secret_sealed,
                            old_secret_until = $4, secret_sealed = $3, version = version + 1
                        WHERE workspace_id = $1 AND destination_id = $2 AND kind = 'webhook'
                        """)
                .execute(Tuple.of(workspace, id, secret, Columns.time(until)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Forgets it, what it was to be told, and where rules name it.
    Uni<Boolean> delete(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        """
                        WITH unnamed AS (UPDATE gateway.notice_rule
                            SET destinations = array_remove(destinations, $2::text),
                                version = version + 1
                            WHERE workspace_id = $1 AND $2::text = ANY (destinations))
                        DELETE FROM gateway.destination
                        WHERE workspace_id = $1 AND destination_id = $2
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Destination destination(Row row) {
        String kind = row.getString("kind");
        Optional<String> target = Optional.of(row.getString("target"));
        boolean mail = kind.equals(Destination.MAIL);
        return new Destination(
                row.getString("destination_id"),
                kind,
                row.getString("name"),
                mail ? Optional.empty() : target,
                mail ? target : Optional.empty(),
                row.getOffsetDateTime("disabled_at") == null,
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "verified_at"),
                Columns.optionalInstant(row, "old_secret_until"),
                row.getInteger("version"),
                Optional.empty());
    }

    /// What to sign with: the newest, and the one before as long as it counts (`old`).
    static List<Buffer> secrets(Row row) {
        return Stream.of("secret_sealed", "old")
                .flatMap(column -> Optional.ofNullable(row.getBuffer(column)).stream())
                .map(sealed -> Buffer.buffer(sealed.getBytes()))
                .toList();
    }
}
