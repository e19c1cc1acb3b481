package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;

/// The one way into the log. The answer arrives when the entry is durable; a failure means: do not
/// act, do not answer.
public interface AuditLog {

    /// Appends an event that changes no state (a decision, an outcome, a refusal).
    Uni<Receipt> append(Event event);

    /// Appends an event that a committed transaction left in the outbox, and removes it there.
    Uni<Receipt> settle(Outboxed outboxed);

    /// A row of the outbox, written by the transaction that changed the state.
    record Outboxed(String eid, Event event) {}
}
