package dev.carnet.shared.audit;

import org.jspecify.annotations.Nullable;

/// The entry could not be made durable, or nobody can say whether it is: do not act, do not answer
/// (503, or a JSON-RPC error).
public final class AuditUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Why an entry was not acknowledged.
    public enum Reason {
        /// More events are waiting than the writer may hold.
        QUEUE_FULL,
        /// The database did not confirm in time.
        TIMEOUT,
        /// The workspace has no log.
        NO_LOG,
        /// The log does not match what was written before; it takes no entry until looked at.
        FROZEN,
        /// This process's clock is far from the database's.
        CLOCK,
        /// The call was closed as `unknown` while this process was silent.
        CALL_CLOSED,
        /// Nothing in the outbox has this `eid`, and no entry either.
        NOT_IN_OUTBOX,
        /// The database refuses the entry itself.
        REFUSED,
        /// The writer was stopped.
        STOPPED
    }

    private final Reason reason;

    AuditUnavailable(Reason reason) {
        this(reason, null);
    }

    AuditUnavailable(Reason reason, @Nullable Throwable cause) {
        super("audit: " + reason, cause, false, false);
        this.reason = reason;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }
}
