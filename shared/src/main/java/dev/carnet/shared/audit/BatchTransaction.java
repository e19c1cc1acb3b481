package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One batch is one transaction: lock the heads, look up what is uncertain, link, write, commit.
/// Two round trips, because statements whose answers nobody needs to see before the next one are
/// sent together.
final class BatchTransaction {

    private final SqlConnection connection;
    private final WaitingRoom room;
    private final Clock clock;

    BatchTransaction(SqlConnection connection, WaitingRoom room, Clock clock) {
        this.connection = connection;
        this.room = room;
        this.clock = clock;
    }

    /// The commit was sent and its answer is not a plain yes: nobody knows.
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(Throwable cause) {
            super("the outcome of a commit is unknown", cause);
        }
    }

    /// Appends the batch, which grows by late arrivals while the locks are awaited.
    Uni<Plan> run(List<Waiting> batch) {
        return lock(batch).flatMap(heads -> appendUnder(heads, batch));
    }

    private Uni<Map<String, Head>> lock(List<Waiting> batch) {
        Set<String> workspaces = new LinkedHashSet<>();
        batch.forEach(waiting -> workspaces.add(waiting.prepared().workspace()));
        return Uni.combine()
                .all()
                .unis(BatchStore.begin(connection), HeadStore.lock(connection, workspaces))
                .with((begun, heads) -> heads);
    }

    private Uni<Plan> appendUnder(Map<String, Head> heads, List<Waiting> batch) {
        room.top(batch, heads.keySet());
        return RecoveryStore.look(connection, batch)
                .map(known -> Plan.of(batch, heads, known, clock.instant()))
                .call(this::commit);
    }

    private Uni<Void> commit(Plan plan) {
        if (plan.entries().isEmpty()) {
            return BatchStore.undo(connection);
        }
        Uni<Void> write = BatchStore.write(connection, plan.logs(), plan.entries(), plan.settled());
        Uni<Void> commit = BatchStore.commit(connection).onFailure().transform(Unknown::new);
        // Sent one behind the other: after a failed write the server turns COMMIT into ROLLBACK.
        return Uni.combine().all().unis(write, commit).discardItems();
    }

    /// Ends the transaction after the server refused a statement.
    Uni<Void> undo() {
        return BatchStore.undo(connection);
    }
}
