package dev.carnet.mcp.server;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The table `gateway.server_test`: the newest tests of each server.
@Singleton
final class ServerTestStore {

    /// Writes one down, if its server is still there, and drops the oldest beyond the limit.
    Uni<Boolean> insert(
            SqlConnection transaction, String workspace, String server, TestResult test) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.server_test (workspace_id, server_id, test_id, tested_by,
                            outcome, detail, took_ms, era, version, tools, tested_at)
                        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
                        FROM gateway.server WHERE workspace_id = $1 AND server_id = $2
                        FOR KEY SHARE
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(server)
                                .addString(test.id())
                                .addString(test.by())
                                .addString(test.outcome())
                                .addString(test.detail())
                                .addInteger(test.tookMs())
                                .addValue(test.era().orElse(null))
                                .addValue(test.version().orElse(null))
                                .addValue(test.tools().orElse(null))
                                .addOffsetDateTime(Columns.time(test.at())))
                .map(done -> done.rowCount() == 1)
                .call(() -> trim(transaction, workspace, server));
    }

    private static Uni<Void> trim(SqlConnection transaction, String workspace, String server) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.server_test
                        WHERE workspace_id = $1 AND server_id = $2 AND test_id IN (
                            SELECT test_id FROM gateway.server_test
                            WHERE workspace_id = $1 AND server_id = $2
                            ORDER BY tested_at DESC, test_id DESC OFFSET $3)
                        """)
                .execute(Tuple.of(workspace, server, ServerLimits.TESTS))
                .replaceWithVoid();
    }

    Uni<List<TestResult>> list(SqlClient client, String workspace, String server, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.server_test
                        WHERE workspace_id = $1 AND server_id = $2
                            AND ($3::timestamptz IS NULL OR (tested_at, test_id) < ($3, $4))
                        ORDER BY tested_at DESC, test_id DESC LIMIT $5
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                server,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, ServerTestStore::read));
    }

    private static TestResult read(Row row) {
        return new TestResult(
                row.getString("test_id"),
                row.getString("tested_by"),
                row.getString("outcome"),
                row.getString("detail"),
                row.getInteger("took_ms"),
                Optional.ofNullable(row.getString("era")),
                Optional.ofNullable(row.getString("version")),
                Optional.ofNullable(row.getInteger("tools")),
                Optional.empty(),
                Columns.instant(row, "tested_at"));
    }
}
