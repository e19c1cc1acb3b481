package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the writer does each second beside writing: beat, and pick up what died elsewhere.
final class Housekeeping {

    /// A process that just connected gives the others as long as they have to beat: after an outage
    /// of the database everybody's heartbeat is old.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String node;
    private final Preparation preparation;
    private final Clock clock;

    Housekeeping(String node, Preparation preparation, Clock clock) {
        this.node = node;
        this.preparation = preparation;
        this.clock = clock;
    }

    /// One tick.
    ///
    /// @param sinceConnected how long this connection has lived
    /// @return events that must enter the log now
    Uni<List<Waiting>> tick(SqlConnection connection, Duration sinceConnected) {
        var found = new ArrayList<Waiting>();
        Uni<Void> beaten = NodeStore.beat(connection, node).chain(() -> sweep(connection, found));
        return sinceConnected.compareTo(PATIENCE) < 0
                ? beaten.replaceWith(found)
                : beaten.chain(() -> close(connection, found)).replaceWith(found);
    }

    /// An event of the writer's own.
    Waiting own(Event event) {
        return Waiting.own(preparation.prepare(event), false);
    }

    private Uni<Void> sweep(SqlConnection connection, List<Waiting> found) {
        return OutboxStore.overdue(connection, AuditLimits.SWEEP)
                .invoke(rows ->
                        rows.forEach(row -> found.add(Waiting.own(OutboxForm.unpack(row), true))))
                .replaceWithVoid();
    }

    private Uni<Void> close(SqlConnection connection, List<Waiting> found) {
        return NodeStore.orphans(connection, AuditLimits.SWEEP)
                .invoke(calls ->
                        calls.forEach(
                                call -> found.add(own(Closing.unknown(call, clock.instant())))))
                .replaceWithVoid();
    }
}
