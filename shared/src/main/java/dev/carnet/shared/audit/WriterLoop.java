package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// The audit loop of the house: connect, write batches, beat, sweep, connect again. Everything but
/// `offer` happens on one event loop, one thing at a time. Recovery is nothing special: after a
/// lost connection the same events go through the same transaction, marked uncertain.
final class WriterLoop {

    private static final Logger LOG = Logger.getLogger(WriterLoop.class);

    private final Vertx vertx;
    private final Context context;
    private final Clock clock;
    private final WaitingRoom room;
    private final WriterConnection connector;
    private final Housekeeping housekeeping;
    private final Outcome outcome;
    private final Trouble trouble = new Trouble(LOG);
    private final AtomicBoolean woken = new AtomicBoolean();

    private Optional<PgConnection> connection = Optional.empty();
    private Optional<UniEmitter<? super Void>> starting = Optional.empty();
    private final List<UniEmitter<? super Void>> stopped = new ArrayList<>();
    private OptionalLong timer = OptionalLong.empty();
    private List<Waiting> current = List.of();
    private Duration pause = AuditLimits.RECONNECT_FIRST;
    private long connectedNanos;
    private boolean busy;
    private boolean tickDue;
    private volatile boolean connected;
    private volatile boolean stopping;

    WriterLoop(
            Vertx vertx,
            WriterConnection connector,
            Housekeeping housekeeping,
            WaitingRoom room,
            Clock clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
        this.room = room;
        this.connector = connector;
        this.housekeeping = housekeeping;
        this.outcome = new Outcome(housekeeping, clock);
    }

    Uni<Void> start() {
        return Uni.createFrom()
                .emitter(caller ->
                        context.runOnContext(() -> {
                            starting = Optional.of(caller);
                            vertx.setPeriodic(AuditLimits.TICK.toMillis(), this::tick);
                            connect();
                        }));
    }

    Uni<Void> stop() {
        stopping = true;
        return Uni.createFrom()
                .emitter(caller ->
                        context.runOnContext(() -> {
                            stopped.add(caller);
                            windDown();
                        }));
    }

    /// Goes on while there is something to write and somewhere to write it.
    private void windDown() {
        if (connection.isPresent()) {
            next();
        } else if (timer.isEmpty()) {
            finish();
        }
    }

    boolean connected() {
        return connected;
    }

    /// Lets an event in, from any thread, and wakes the loop.
    Optional<Reason> offer(Waiting waiting) {
        if (stopping) {
            return Optional.of(Reason.STOPPED);
        }
        if (!room.enter(waiting)) {
            return Optional.of(Reason.QUEUE_FULL);
        }
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(this::wake);
        }
        return Optional.empty();
    }

    private void wake() {
        woken.set(false);
        next();
    }

    private void tick(long timer) {
        room.expire(System.nanoTime());
        current.stream()
                .filter(waiting -> waiting.overdue(System.nanoTime()))
                .forEach(Waiting::abandon);
        tickDue = true;
        next();
    }

    /// The next thing to do, if nothing is being done.
    private void next() {
        if (busy || connection.isEmpty()) {
            return;
        }
        PgConnection live = connection.get();
        if (tickDue) {
            tickDue = false;
            run(housekeeping.tick(live, sinceConnected()).invoke(this::enterAll).replaceWithVoid());
        } else if (!room.isEmpty()) {
            run(append(live));
        } else if (stopping) {
            finish();
        }
    }

    /// One piece of work, alone on the connection. `busy` ends after the callers were answered:
    /// otherwise the first of them to come back would start a batch of one.
    private void run(Uni<Void> work) {
        busy = true;
        work.ifNoItem()
                .after(AuditLimits.TRANSACTION)
                .fail()
                .emitOn(this::onLoop)
                .subscribe()
                .with(ignored -> done(), this::lost);
    }

    private void done() {
        busy = false;
        next();
    }

    private Uni<Void> append(PgConnection live) {
        current = room.take();
        var transaction = new BatchTransaction(live, room, clock);
        return transaction
                .run(current)
                .invoke(this::answer)
                .replaceWithVoid()
                .onFailure(PgException.class)
                .recoverWithUni(refusal -> transaction.undo().invoke(() -> refused(refusal)));
    }

    private void answer(Plan plan) {
        List<Waiting> followUps = outcome.answer(plan, current);
        room.leave(current.size());
        current = List.of();
        enterAll(followUps);
    }

    /// The server refused the batch and nothing of it is written.
    private void refused(PgException refusal) {
        switch (BatchRefusal.of(refusal)) {
            case LOOK_UP -> current.forEach(Waiting::makeUncertain);
            case TRY_AGAIN -> LOG.debugf("audit batch again: %s", refusal.getMessage());
            case RECONNECT -> throw refusal;
            case BLAME -> blame(refusal);
        }
        room.giveBack(current);
        current = List.of();
    }

    /// Finds the one event the server does not take, by giving each its own batch.
    private void blame(PgException refusal) {
        current.forEach(Waiting::makeUncertain);
        if (current.size() > 1) {
            current.forEach(Waiting::isolate);
            return;
        }
        LOG.errorf(refusal, "an audit entry was refused");
        current.getFirst().refuse(new AuditUnavailable(Reason.REFUSED, refusal));
        room.leave(1);
        current = List.of();
    }

    private void enterAll(List<Waiting> own) {
        own.forEach(room::enter);
    }

    /// The connection is gone or silent. What was under way is uncertain from now on.
    private void lost(Throwable why) {
        trouble.report("audit connection lost: " + why);
        connected = false;
        current.forEach(Waiting::makeUncertain);
        room.giveBack(current);
        current = List.of();
        connection.ifPresent(connector::abandon);
        connection = Optional.empty();
        busy = false;
        reconnect();
    }

    private void reconnect() {
        if (stopping) {
            finish();
            return;
        }
        vertx.setTimer(pause.toMillis(), timer -> connect());
        Duration doubled = pause.multipliedBy(2);
        pause =
                doubled.compareTo(AuditLimits.RECONNECT_MOST) > 0
                        ? AuditLimits.RECONNECT_MOST
                        : doubled;
    }

    private void connect() {
        connector
                .open(outcome.memories())
                .ifNoItem()
                .after(AuditLimits.CONNECT)
                .fail()
                .emitOn(this::onLoop)
                .subscribe()
                .with(
                        this::live,
                        failure -> {
                            trouble.report("audit writer cannot connect: " + failure);
                            reconnect();
                        });
    }

    private void live(PgConnection fresh) {
        connection = Optional.of(fresh);
        fresh.closeHandler(() -> onLoop(() -> closed(fresh)));
        connected = true;
        trouble.over();
        connectedNanos = System.nanoTime();
        pause = AuditLimits.RECONNECT_FIRST;
        tickDue = true;
        starting.ifPresent(caller -> caller.complete(null));
        starting = Optional.empty();
        next();
    }

    /// The server went away while nothing was under way; otherwise the work itself fails.
    private void closed(PgConnection gone) {
        if (!busy && connection.filter(live -> live == gone).isPresent()) {
            lost(new IllegalStateException("closed by the server"));
        }
    }

    private void finish() {
        connection.ifPresent(connector::abandon);
        connection = Optional.empty();
        connected = false;
        timer.ifPresent(vertx::cancelTimer);
        timer = OptionalLong.empty();
        room.clear().forEach(one -> one.refuse(new AuditUnavailable(Reason.STOPPED)));
        stopped.forEach(caller -> caller.complete(null));
        stopped.clear();
    }

    private Duration sinceConnected() {
        return Duration.ofNanos(System.nanoTime() - connectedNanos);
    }

    private void onLoop(Runnable task) {
        context.runOnContext(task);
    }
}
