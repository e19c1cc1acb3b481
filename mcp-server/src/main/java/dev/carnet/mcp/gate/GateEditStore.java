package dev.carnet.mcp.gate;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `gateway.gate_edit`, as mcp-server fills in its verdicts. Rows come from auth-server,
/// and a row with a verdict decides nothing.
@ApplicationScoped
public class GateEditStore {

    private final Pool pool;

    GateEditStore(Pool pool) {
        this.pool = pool;
    }

    /// Arguments to be checked.
    ///
    /// @param caller who asked, sealed, if it was kept
    record Due(String id, Buffer edited, Gate gate, Optional<Buffer> caller) {}

    /// Takes what waits for its check; of several replicas one gets it.
    Uni<List<Due>> take(SqlConnection transaction, int limit, Instant since) {
        return transaction
                .preparedQuery(
                        """
                        SELECT e.edit_id, e.edited_sealed AS proposed, g.*
                        FROM gateway.gate_edit e JOIN gateway.gate g USING (workspace_id, gate_id)
                        WHERE e.verdict IS NULL AND e.created_at > $2
                        ORDER BY e.created_at LIMIT $1 FOR UPDATE OF e SKIP LOCKED
                        """)
                .execute(Tuple.of(limit, GateStore.utc(since)))
                .map(rows -> Columns.list(rows, GateEditStore::due));
    }

    private static Due due(Row row) {
        return new Due(
                row.getString("edit_id"),
                Buffer.buffer(row.getBuffer("proposed").getBytes()),
                GateRow.gate(row),
                Optional.ofNullable(row.getBuffer("caller_sealed"))
                        .map(sealed -> Buffer.buffer(sealed.getBytes())));
    }

    /// Says what came of the check.
    Uni<Void> tell(SqlConnection transaction, Due due, String verdict, Optional<Buffer> problems) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate_edit SET verdict = $3, problems_sealed = $4
                        WHERE workspace_id = $1 AND edit_id = $2
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(due.gate().workspace())
                                .addString(due.id())
                                .addString(verdict)
                                .addValue(problems.orElse(null)))
                .replaceWithVoid();
    }

    /// Forgets what nobody fetched.
    Uni<Void> forget(Instant before) {
        return pool.preparedQuery("DELETE FROM gateway.gate_edit WHERE created_at < $1")
                .execute(Tuple.of(GateStore.utc(before)))
                .replaceWithVoid();
    }
}
