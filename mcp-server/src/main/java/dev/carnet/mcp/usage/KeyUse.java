package dev.carnet.mcp.usage;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.usage.KeyUseStore;
import dev.carnet.shared.usage.KeyUses;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.jboss.logging.Logger;

/// Notes that a key was used, and writes it down once a second in the background.
@ApplicationScoped
public class KeyUse {

    private static final Logger LOG = Logger.getLogger(KeyUse.class);
    private static final long PACE_MS = 1_000;

    private final KeyUses uses = new KeyUses();
    private final KeyUseStore store;
    private final Clock clock;

    KeyUse(Pool pool, Clock clock) {
        this.store = new KeyUseStore(pool);
        this.clock = clock;
    }

    /// This caller was let in. Returns at once.
    public void seen(Caller caller) {
        uses.seen(caller, clock.instant());
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(PACE_MS, () -> Work.start(write(), done -> {}, KeyUse::lost));
    }

    private Uni<Void> write() {
        return store.write(uses.due());
    }

    private static void lost(Throwable fault) {
        LOG.warnf("a use of a key was not noted: %s", fault.getMessage());
    }
}
