package dev.carnet.mcp.service;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The table `gateway.description`. Its rows go with their servers.
@Singleton
final class DescriptionStore {

    /// One row.
    record Kept(
            String workspace,
            String serverId,
            String document,
            int version,
            String by,
            Instant at) {}

    private static final String ALL =
            """
            SELECT workspace_id, server_id, document, version, described_by, described_at
            FROM gateway.description\
            """;

    Uni<List<Kept>> all(SqlClient client) {
        return client.query(ALL).execute().map(DescriptionStore::list);
    }

    Uni<List<Kept>> of(SqlClient client, Set<String> workspaces) {
        return client.preparedQuery(ALL + " WHERE workspace_id = ANY($1)")
                .execute(Tuple.of(workspaces.toArray(String[]::new)))
                .map(DescriptionStore::list);
    }

    Uni<Optional<Kept>> find(SqlClient client, String workspace, String server) {
        return client.preparedQuery(ALL + " WHERE workspace_id = $1 AND server_id = $2")
                .execute(Tuple.of(workspace, server))
                .map(rows -> list(rows).stream().findFirst());
    }

    /// Writes it; the version it was seen in decides ({@link #find} in the same transaction).
    Uni<Void> put(SqlConnection transaction, Kept kept) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.description
                          (workspace_id, server_id, document, version, described_by, described_at)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT (workspace_id, server_id) DO UPDATE
                        SET document = $3, version = $4, described_by = $5, described_at = $6
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(kept.workspace())
                                .addString(kept.serverId())
                                .addString(kept.document())
                                .addInteger(kept.version())
                                .addString(kept.by())
                                .addOffsetDateTime(kept.at().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /// Whether there was one.
    Uni<Boolean> delete(SqlConnection transaction, String workspace, String server) {
        return transaction
                .preparedQuery(
                        "DELETE FROM gateway.description WHERE workspace_id = $1 AND server_id ="
                                + " $2")
                .execute(Tuple.of(workspace, server))
                .map(rows -> rows.rowCount() == 1);
    }

    private static List<Kept> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new Kept(
                                row.getString("workspace_id"),
                                row.getString("server_id"),
                                row.getString("document"),
                                row.getInteger("version"),
                                row.getString("described_by"),
                                row.getOffsetDateTime("described_at").toInstant()))
                .toList();
    }
}
