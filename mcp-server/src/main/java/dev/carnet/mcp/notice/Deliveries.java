package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.mcp.notice.DeliveryStore.Due;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.fetch.Outcome;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Looks every second for what is to be told and for deliveries that are due. A delivery may arrive
/// twice, never half; its id stays the same.
@ApplicationScoped
public class Deliveries {

    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    private static final long SECOND_MS = 1_000;
    private static final long HOUR_MS = 3_600_000;

    private final DeliveryStore store;
    private final CodeStore codes;
    private final Telling telling;
    private final Sender sender;
    private final Turns turns;
    private final Clock clock;
    private final AtomicBoolean looking = new AtomicBoolean();

    Deliveries(
            DeliveryStore store,
            CodeStore codes,
            Telling telling,
            Sender sender,
            Turns turns,
            Clock clock) {
        this.store = store;
        this.codes = codes;
        this.telling = telling;
        this.sender = sender;
        this.turns = turns;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(SECOND_MS, this::look);
        ticks.every(HOUR_MS, () -> finish(forget()));
    }

    /// What cannot be told stops nothing that is on its way, and nobody waits for what is.
    private void look() {
        if (looking.compareAndSet(false, true)) {
            finish(
                    telling.look()
                            .onFailure()
                            .invoke(fault -> LOG.warnf("Notices wait: %s", fault.getMessage()))
                            .onFailure()
                            .recoverWithNull()
                            .chain(this::take)
                            .invoke(due -> due.forEach(one -> finish(deliver(one))))
                            .replaceWithVoid()
                            .onTermination()
                            .invoke(() -> looking.set(false)));
        }
    }

    private Uni<Void> forget() {
        var now = clock.instant();
        return store.forget(now.minus(NoticeLimits.DELIVERIES_KEPT))
                .chain(() -> codes.forget(now.minus(NoticeLimits.CODES_KEPT)));
    }

    private static void finish(Uni<Void> work) {
        Work.start(work, done -> {}, lost -> LOG.debug("Deliveries could not be looked at", lost));
    }

    private Uni<List<Due>> take() {
        return store.take(turns.running(), turns.free(), clock.instant())
                .invoke(due -> due.forEach(turns::begin));
    }

    private Uni<Void> deliver(Due due) {
        return sender.send(
                        due.workspace(),
                        due.destination(),
                        due.secrets(),
                        due.url(),
                        due.id(),
                        due.body())
                .onFailure()
                .recoverWithItem(_ -> new Outcome.Unavailable("fetch_failed"))
                .chain(outcome -> note(due, outcome))
                .onTermination()
                .invoke(() -> turns.end(due));
    }

    private Uni<Void> note(Due due, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Document _ -> store.sent(due, clock.instant());
            case Outcome.Forbidden(String why) -> store.failed(due, why, clock.instant());
            case Outcome.Unavailable(String why) -> store.failed(due, why, clock.instant());
        };
    }
}
