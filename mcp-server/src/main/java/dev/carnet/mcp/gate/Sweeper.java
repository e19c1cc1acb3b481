package dev.carnet.mcp.gate;

import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What becomes of gates when nobody does anything, with the event beside each step.
@ApplicationScoped
public class Sweeper {

    private final GateSweepStore store;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    Sweeper(GateSweepStore store, Pool pool, AuditOutbox outbox, AuditLog log, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Does what is due now. Of several replicas one does it, for each gate.
    Uni<Void> sweep() {
        return step("gate.expire", store::expire)
                .chain(() -> step("gate.escalate", store::escalate))
                .chain(() -> step("gate.lost", store::lost));
    }

    /// Takes back what hangs on something that is gone.
    ///
    /// @param gone ties, each with what ended it
    Uni<Void> withdraw(String workspace, Map<String, String> gone) {
        return step(
                "gate.withdraw",
                (transaction, now) ->
                        store.withdraw(transaction, workspace, List.copyOf(gone.keySet()), now),
                gate ->
                        gate.ask().who().ties().stream()
                                .flatMap(tie -> Optional.ofNullable(gone.get(tie)).stream())
                                .findFirst());
    }

    /// Wipes what is over.
    Uni<Void> wipe() {
        return store.wipe(clock.instant());
    }

    private Uni<Void> step(
            String act, BiFunction<SqlConnection, Instant, Uni<List<Gate>>> statement) {
        return step(act, statement, _ -> Optional.empty());
    }

    private Uni<Void> step(
            String act,
            BiFunction<SqlConnection, Instant, Uni<List<Gate>>> statement,
            Function<Gate, Optional<String>> cause) {
        Instant now = clock.instant();
        return pool.withTransaction(transaction ->
                        statement
                                .apply(transaction, now)
                                .chain(moved -> tell(transaction, act, moved, cause, now)))
                .chain(this::settle);
    }

    private Uni<List<Outboxed>> tell(
            SqlConnection transaction,
            String act,
            List<Gate> moved,
            Function<Gate, Optional<String>> cause,
            Instant now) {
        return Multi.createFrom()
                .iterable(moved)
                .onItem()
                .transformToUniAndConcatenate(gate ->
                        outbox.put(
                                transaction,
                                GateEvents.of(gate, act, now)
                                        .with("why", gate.why())
                                        .with("rev", cause.apply(gate))))
                .collect()
                .asList();
    }

    private Uni<Void> settle(List<Outboxed> told) {
        return Multi.createFrom()
                .iterable(told)
                .onItem()
                .transformToUniAndMerge(log::settle)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
