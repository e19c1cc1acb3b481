package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import dev.carnet.shared.audit.HeadCheckStore.Memory;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;

/// The batch under way: taken from the room, appended, and answered; or brought back to the room
/// with what is known about the failure. Touched by the writer's event loop only.
final class Appending {

    private static final Logger LOG = Logger.getLogger(Appending.class);

    private final WaitingRoom room;
    private final Clock clock;
    private final Outcome outcome;
    private List<Waiting> current = List.of();

    Appending(WaitingRoom room, Housekeeping housekeeping, Clock clock) {
        this.room = room;
        this.clock = clock;
        this.outcome = new Outcome(housekeeping, clock);
    }

    /// Takes the next batch through one transaction.
    Uni<Void> next(SqlConnection connection) {
        current = room.take();
        var transaction = new BatchTransaction(connection, room, clock);
        return transaction
                .run(current)
                .invoke(this::answer)
                .replaceWithVoid()
                .onFailure(PgException.class)
                .recoverWithUni(refusal -> transaction.undo().invoke(() -> refused(refusal)));
    }

    /// The connection is gone or silent: nobody knows what became of the batch.
    void lost() {
        current.forEach(Waiting::makeUncertain);
        giveBack();
    }

    /// Gives up on callers that have waited too long.
    void expire() {
        long now = System.nanoTime();
        room.expire(now);
        current.stream().filter(waiting -> waiting.overdue(now)).forEach(Waiting::abandon);
    }

    /// Lets in events that have no caller and must enter the log.
    void enter(List<Waiting> own) {
        own.forEach(room::enterOwn);
    }

    /// The last entry acknowledged in each log.
    Collection<Memory> memories() {
        return outcome.memories();
    }

    private void answer(Plan plan) {
        List<Waiting> followUps = outcome.answer(plan, current);
        room.leave(current.size());
        current = List.of();
        enter(followUps);
    }

    /// The server refused the batch and nothing of it is written.
    private void refused(PgException refusal) {
        switch (BatchRefusal.of(refusal)) {
            case LOOK_UP -> current.forEach(Waiting::makeUncertain);
            case TRY_AGAIN -> LOG.debugf("audit batch again: %s", refusal.getMessage());
            case RECONNECT -> throw refusal;
            case BLAME -> blame(refusal);
        }
        giveBack();
    }

    /// Finds the one event the server does not take, by giving each its own batch.
    private void blame(PgException refusal) {
        if (current.size() > 1) {
            current.forEach(Waiting::isolate);
            return;
        }
        LOG.errorf(refusal, "an audit entry was refused");
        current.getFirst().refuse(new AuditUnavailable(Reason.REFUSED, refusal));
        room.leave(1);
        current = List.of();
    }

    private void giveBack() {
        room.giveBack(current);
        current = List.of();
    }
}
