package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditLog.Outboxed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;

/// Puts an event beside the state change it describes, in the same transaction. After the commit
/// the caller hands the receipt of this to `AuditLog.settle`; if it dies before, the sweeper of any
/// process appends the event.
public final class AuditOutbox {

    private final Preparation preparation;

    AuditOutbox(Preparation preparation) {
        this.preparation = preparation;
    }

    /// An insert to run natively in another session's transaction, and what to settle after it.
    public record Insert(NativeStatement statement, Outboxed outboxed) {}

    /// Writes the event into the outbox, inside that transaction.
    public Uni<Outboxed> put(SqlConnection transaction, Event event) {
        return Uni.createFrom()
                .item(() -> preparation.prepare(event))
                .flatMap(prepared ->
                        OutboxStore.insert(
                                        transaction,
                                        event.eid(),
                                        event.workspace(),
                                        OutboxForm.pack(prepared))
                                .replaceWith(new Outboxed(event.eid(), event, prepared)));
    }

    /// Writes them all by one statement, in this order.
    public Uni<List<Outboxed>> putAll(SqlConnection transaction, List<Event> events) {
        return Uni.createFrom()
                .item(() -> events.stream().map(this::prepared).toList())
                .flatMap(all -> OutboxStore.insertAll(transaction, all).replaceWith(all));
    }

    private Outboxed prepared(Event event) {
        return new Outboxed(event.eid(), event, preparation.prepare(event));
    }

    /// The same as a statement for a Hibernate session's transaction.
    public Insert insert(Event event) {
        Prepared prepared = preparation.prepare(event);
        return new Insert(
                new NativeStatement(
                        OutboxStore.INSERT,
                        List.of(event.eid(), event.workspace(), OutboxForm.pack(prepared))),
                new Outboxed(event.eid(), event, prepared));
    }
}
