package dev.carnet.auth.watch;

import dev.carnet.auth.client.RegistrationEndpoint;
import dev.carnet.shared.signal.Detector;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.vertx.ConsumeEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Looks now and then for what only time shows. Every replica does; an event is written once.
@ApplicationScoped
public class Sweeps {

    private static final Logger LOG = Logger.getLogger(Sweeps.class);

    private final Pool pool;
    private final SweepStore store;
    private final Notices notices;
    private final Clock clock;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();

    Sweeps(Pool pool, SweepStore store, Notices notices, Clock clock) {
        this.pool = pool;
        this.store = store;
        this.notices = notices;
        this.clock = clock;
    }

    /// Agents that fell silent, and strangers who register.
    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> often() {
        return store.silent(pool, clock.instant()).chain(notices::raise).chain(this::registrations);
    }

    /// A stranger registered a client; of many at once, one look serves all.
    @ConsumeEvent(RegistrationEndpoint.REGISTERED)
    Uni<Void> registered(String client) {
        if (!looking.compareAndSet(false, true)) {
            again.set(true);
            return Uni.createFrom().voidItem();
        }
        return registrations()
                .onTermination()
                .invoke(() -> looking.set(false))
                .chain(() ->
                        again.getAndSet(false) ? registered(client) : Uni.createFrom().voidItem());
    }

    private Uni<Void> registrations() {
        return store.registrations(pool, clock.instant())
                .chain(notices::raise)
                .onFailure()
                .invoke(fault -> LOG.warnf("Registrations are not counted: %s", fault))
                .onFailure()
                .recoverWithNull();
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
