package dev.carnet.auth.rest;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.usage.KeyUseStore;
import dev.carnet.shared.usage.KeyUses;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/// Notes that a key was used here, and writes it down once a second.
@ApplicationScoped
class KeyUse {

    private static final Logger LOG = Logger.getLogger(KeyUse.class);

    private final KeyUses uses = new KeyUses();
    private final KeyUseStore store;
    private final Clock clock;

    KeyUse(Pool pool, Clock clock) {
        this.store = new KeyUseStore(pool);
        this.clock = clock;
    }

    /// This caller was let in. Returns at once.
    void seen(Caller caller) {
        uses.seen(caller, clock.instant());
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> write() {
        return store.write(uses.due())
                .onFailure()
                .invoke(fault -> LOG.warnf("a use of a key was not noted: %s", fault.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
