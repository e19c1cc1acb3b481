package dev.carnet.shared.audit;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Optional;

/// An event on its way into the log, and who waits for it. Touched by the writer's event loop only.
final class Waiting {

    private final Prepared prepared;
    private final boolean outboxed;
    private final long deadlineNanos;
    private Optional<UniEmitter<? super Receipt>> caller;
    private boolean uncertain;
    private boolean alone;
    private boolean abandoned;

    private Waiting(
            Prepared prepared, boolean outboxed, Optional<UniEmitter<? super Receipt>> caller) {
        this.prepared = prepared;
        this.outboxed = outboxed;
        this.caller = caller;
        this.deadlineNanos = System.nanoTime() + AuditLimits.CALLER.toNanos();
    }

    /// An event somebody waits for.
    static Waiting of(Prepared prepared, boolean outboxed, UniEmitter<? super Receipt> caller) {
        return new Waiting(prepared, outboxed, Optional.of(caller));
    }

    /// An event the writer found or made itself.
    static Waiting own(Prepared prepared, boolean outboxed) {
        Waiting waiting = new Waiting(prepared, outboxed, Optional.empty());
        waiting.uncertain = true;
        return waiting;
    }

    Prepared prepared() {
        return prepared;
    }

    /// Whether it leaves the outbox when it enters the log.
    boolean outboxed() {
        return outboxed;
    }

    /// Whether it may be in the log already: an earlier attempt ended without an answer, or another
    /// process may have been faster. Then it is looked up, under the lock of the head, before it is
    /// appended.
    boolean uncertain() {
        return uncertain;
    }

    void makeUncertain() {
        uncertain = true;
    }

    /// Whether it goes in a batch of its own, because a batch with it was refused.
    boolean alone() {
        return alone;
    }

    void isolate() {
        alone = true;
    }

    /// Whether its caller has waited too long.
    boolean overdue(long nowNanos) {
        return caller.isPresent() && nowNanos - deadlineNanos > 0;
    }

    /// Tells the caller that nobody knows. The event may be in the log already or get there by an
    /// attempt under way, but no new attempt is made.
    void abandon() {
        abandoned = true;
        refuse(new AuditUnavailable(AuditUnavailable.Reason.TIMEOUT));
    }

    boolean abandoned() {
        return abandoned;
    }

    void acknowledge(Receipt receipt) {
        caller.ifPresent(emitter -> emitter.complete(receipt));
        caller = Optional.empty();
    }

    void refuse(AuditUnavailable why) {
        caller.ifPresent(emitter -> emitter.fail(why));
        caller = Optional.empty();
    }
}
