package dev.carnet.auth.watch;

import dev.carnet.shared.signal.Detector;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/// Looks now and then for what only time shows. Every replica does; an event is written once.
@ApplicationScoped
public class Sweeps {

    private final Pool pool;
    private final SweepStore store;
    private final Notices notices;
    private final Clock clock;

    Sweeps(Pool pool, SweepStore store, Notices notices, Clock clock) {
        this.pool = pool;
        this.store = store;
        this.notices = notices;
        this.clock = clock;
    }

    /// Agents that fell silent, and strangers who register.
    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> often() {
        return store.silent(pool, clock.instant())
                .chain(notices::raise)
                .chain(() -> store.registrations(pool, clock.instant()))
                .chain(notices::raise);
    }

    /// Keys.
    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> seldom() {
        return keys(Detector.KEY_UNUSED).chain(() -> keys(Detector.KEY_OLD));
    }

    private Uni<Void> keys(Detector detector) {
        return store.keys(pool, detector, clock.instant()).chain(notices::raise);
    }
}
