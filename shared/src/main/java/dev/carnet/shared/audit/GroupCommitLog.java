package dev.carnet.shared.audit;

import com.google.crypto.tink.Aead;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.mutiny.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Clock;

/// The one writer of a process. Events from any thread wait in a bounded room; one event loop with
/// a connection of its own takes them out in batches and commits each batch in one transaction. The
/// answer to an event is its durable place in the log.
public final class GroupCommitLog implements AuditLog {

    private final Preparation preparation;
    private final WaitingRoom room = new WaitingRoom();
    private final WriterLoop loop;

    /// A writer that is not started yet.
    ///
    /// @param database the service's own role; the writer opens one connection and keeps it
    /// @param logs how the log of events without a workspace is opened
    /// @param disclosures seals what entries commit to only by digest
    /// @param replica name of this replica; the process's own name is made from it
    public GroupCommitLog(
            Vertx vertx,
            PgConnectOptions database,
            AuditLogs logs,
            Clock clock,
            Aead disclosures,
            String replica) {
        String node = replica + "/" + Ids.characters(8);
        this.preparation = new Preparation(disclosures, node);
        this.loop =
                new WriterLoop(
                        vertx,
                        new WriterConnection(vertx, database, logs, node),
                        new Housekeeping(node, preparation, clock),
                        room,
                        clock);
    }

    /// Connects and begins to write; the answer comes with the first connection.
    public Uni<Void> start() {
        return loop.start();
    }

    /// Takes no more events, writes those that wait, and closes the connection.
    public Uni<Void> close() {
        return loop.stop();
    }

    /// The outbox whose events this writer settles.
    public AuditOutbox outbox() {
        return new AuditOutbox(preparation);
    }

    /// Whether the writer has its connection. Without it events wait, and are refused in the end.
    public boolean ready() {
        return loop.connected();
    }

    /// How many events wait or are being written.
    public int waiting() {
        return room.size();
    }

    @Override
    public Uni<Receipt> append(Event event) {
        return Uni.createFrom().deferred(() -> submit(preparation.prepare(event), false));
    }

    @Override
    public Uni<Receipt> settle(Outboxed outboxed) {
        return Uni.createFrom().deferred(() -> submit(outboxed.prepared(), true));
    }

    /// Answers on the caller's own context, so that its work never runs on the writer's loop.
    private Uni<Receipt> submit(Prepared prepared, boolean outboxed) {
        Uni<Receipt> receipt =
                Uni.createFrom()
                        .emitter(caller -> {
                            var waiting = Waiting.of(prepared, outboxed, caller);
                            loop.offer(waiting)
                                    .map(AuditUnavailable::new)
                                    .ifPresent(waiting::refuse);
                        });
        Context context = io.vertx.core.Vertx.currentContext();
        return context == null
                ? receipt
                : receipt.emitOn(task -> context.runOnContext(ignored -> task.run()));
    }
}
