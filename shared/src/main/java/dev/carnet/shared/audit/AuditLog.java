package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;

/// The one way into the log. The answer arrives when the entry is durable; a failure
/// (`AuditUnavailable`) means: do not act, do not answer.
public interface AuditLog {

    /// Appends an event that changes no state (a decision, an outcome, a refusal).
    Uni<Receipt> append(Event event);

    /// Appends an event that a committed transaction left in the outbox, and removes it there.
    Uni<Receipt> settle(Outboxed outboxed);

    /// A row of the outbox, written by the transaction that changed the state. Only `AuditOutbox`
    /// makes one.
    final class Outboxed {

        private final String eid;
        private final Event event;
        private final Prepared prepared;

        Outboxed(String eid, Event event, Prepared prepared) {
            this.eid = eid;
            this.event = event;
            this.prepared = prepared;
        }

        /// The event's id.
        public String eid() {
            return eid;
        }

        /// The event.
        public Event event() {
            return event;
        }

        Prepared prepared() {
            return prepared;
        }
    }
}
