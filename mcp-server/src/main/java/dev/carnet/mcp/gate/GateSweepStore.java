package dev.carnet.mcp.gate;

import dev.carnet.mcp.limit.Limits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/// What time does to gates: it expires them, has others asked, gives up runs that nobody renews,
/// and wipes what is over. Every replica tries; a row another one holds is passed over.
@ApplicationScoped
public class GateSweepStore {

    private static final String DUE =
            """
            WHERE (workspace_id, gate_id) IN (SELECT workspace_id, gate_id FROM gateway.gate
                WHERE %s ORDER BY created_at LIMIT 50 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;

    private final Pool pool;

    GateSweepStore(Pool pool) {
        this.pool = pool;
    }

    /// Rejects what nobody decided, and what nobody fetched.
    Uni<List<Gate>> expire(SqlConnection transaction, Instant now) {
        return transaction
                .preparedQuery(
                        "UPDATE gateway.gate SET state = 'expired', why = state, ended_at = $1 "
                                + DUE.formatted(
                                        "state IN ('waiting', 'approved') AND expires_at <= $1"))
                .execute(Tuple.of(GateStore.utc(now)))
                .map(GateStore::all);
    }

    /// Lets more people decide, and has them written to.
    Uni<List<Gate>> escalate(SqlConnection transaction, Instant now) {
        return transaction
                .preparedQuery(
                        "UPDATE gateway.gate SET escalated_at = $1, notices = notices + 1, told ="
                                + " '' "
                                + DUE.formatted(
                                        "state = 'waiting' AND escalated_at IS NULL"
                                                + " AND escalates_at <= $1 AND expires_at > $1"))
                .execute(Tuple.of(GateStore.utc(now)))
                .map(GateStore::all);
    }

    /// Ends runs whose process stopped renewing them: nobody knows what came of them.
    Uni<List<Gate>> lost(SqlConnection transaction, Instant now) {
        return transaction
                .preparedQuery(
                        "UPDATE gateway.gate SET state = 'unknown', why = 'lost', ended_at = $1 "
                                + DUE.formatted("state = 'running' AND lease_until <= $1"))
                .execute(Tuple.of(GateStore.utc(now)))
                .map(GateStore::all);
    }

    /// Takes back everything that hangs on what is gone.
    ///
    /// @param ties for example `grant:grt_…`
    Uni<List<Gate>> withdraw(
            SqlConnection transaction, String workspace, List<String> ties, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.gate SET state = 'withdrawn', why = 'revoked', ended_at = $3
                        WHERE workspace_id = $1 AND ties && $2::text[]
                            AND state IN ('waiting', 'approved')
                        RETURNING *
                        """)
                .execute(Tuple.of(workspace, ties.toArray(String[]::new), GateStore.utc(now)))
                .map(GateStore::all);
    }

    /// Wipes what was sealed of calls that ended long enough ago, and forgets the oldest.
    Uni<Void> wipe(Instant now) {
        return pool.preparedQuery(
                        """
                        WITH old AS (DELETE FROM gateway.gate WHERE ended_at < $2)
                        UPDATE gateway.gate SET arguments_sealed = NULL, edited_sealed = NULL,
                            remark_sealed = NULL, result_sealed = NULL, caller_sealed = NULL,
                            asked_sealed = NULL
                        WHERE ended_at < $1 AND ended_at >= $2 AND num_nonnulls(arguments_sealed,
                            edited_sealed, remark_sealed, result_sealed, caller_sealed, asked_sealed) > 0
                        """)
                .execute(
                        Tuple.of(
                                GateStore.utc(now.minus(Limits.GATE_CONTENTS_KEPT)),
                                GateStore.utc(now.minus(Limits.GATE_KEPT))))
                .replaceWithVoid();
    }
}
