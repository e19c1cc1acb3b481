package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The audit loop of the house: connect, write batches, beat, sweep, connect again. Everything but
/// `offer` happens on one event loop, one thing at a time. Recovery is nothing special: after a
/// lost connection the same events go through the same transaction, marked uncertain.
final class WriterLoop {

    private static final Logger LOG = Logger.getLogger(WriterLoop.class);

    private final Vertx vertx;
    private final Context context;
    private final WaitingRoom room;
    private final WriterConnection connector;
    private final Housekeeping housekeeping;
    private final Appending appending;
    private final Trouble trouble = new Trouble(LOG);
    private final Pauses pauses = new Pauses();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> started = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

    private Optional<PgConnection> connection = Optional.empty();
    private OptionalLong timer = OptionalLong.empty();
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
        this.room = room;
        this.connector = connector;
        this.housekeeping = housekeeping;
        this.appending = new Appending(room, housekeeping, clock);
    }

    Uni<Void> start() {
        context.runOnContext(this::begin);
        return Uni.createFrom().completionStage(started);
    }

    private void begin() {
        timer = OptionalLong.of(vertx.setPeriodic(AuditLimits.TICK.toMillis(), this::tick));
        connect();
    }

    Uni<Void> stop() {
        stopping = true;
        context.runOnContext(this::windDown);
        return Uni.createFrom().completionStage(stopped);
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
        appending.expire();
        tickDue = true;
        next();
    }

    /// The next thing to do, if nothing is being done.
    private void next() {
        if (busy || connection.isEmpty()) {
            return;
        }
        PgConnection live = connection.get();
        if (tickDue && !stopping) {
            tickDue = false;
            run(
                    housekeeping
                            .tick(live, sinceConnected())
                            .invoke(appending::enter)
                            .replaceWithVoid());
        } else if (!room.isEmpty()) {
            run(appending.next(live));
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

    /// The connection is gone or silent. What was under way is uncertain from now on.
    private void lost(Throwable why) {
        trouble.report("audit connection lost: " + why);
        connected = false;
        appending.lost();
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
        vertx.setTimer(pauses.next().toMillis(), ignored -> connect());
    }

    private void connect() {
        connector
                .open(appending.memories())
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
        pauses.startAgain();
        tickDue = true;
        started.complete(null);
        next();
    }

    /// The server went away while nothing was under way; otherwise the work itself fails.
    private void closed(PgConnection gone) {
        if (!busy && connection.filter(live -> live.equals(gone)).isPresent()) {
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
        stopped.complete(null);
    }

    private Duration sinceConnected() {
        return Duration.ofNanos(System.nanoTime() - connectedNanos);
    }

    private void onLoop(Runnable task) {
        context.runOnContext(task);
    }
}
