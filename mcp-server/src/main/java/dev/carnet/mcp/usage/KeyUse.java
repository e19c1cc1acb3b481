package dev.carnet.mcp.usage;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.carnet.mcp.usage.KeyUses.KeyName;
import dev.carnet.mcp.usage.KeyUses.Use;
import dev.carnet.shared.caller.Caller;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Notes that a key was used, and writes it down in the background: a small loop of its own.
@ApplicationScoped
public class KeyUse {

    private static final Logger LOG = Logger.getLogger(KeyUse.class);
    private static final Duration PACE = Duration.ofSeconds(1);

    private final KeyUses uses = new KeyUses(Ticker.systemTicker());
    private final KeyUseStore store;
    private final Clock clock;
    private Cancellable loop = () -> {};

    KeyUse(Pool pool, Clock clock) {
        this.store = new KeyUseStore(pool);
        this.clock = clock;
    }

    /// This caller was let in. Returns at once.
    public void seen(Caller caller) {
        if (caller.credential() instanceof Caller.Credential.Key key) {
            uses.seen(new KeyName(caller.workspace(), key.id()), clock.instant());
        }
    }

    void begin(@Observes StartupEvent event) {
        loop =
                Multi.createFrom()
                        .ticks()
                        .every(PACE)
                        .onOverflow()
                        .drop()
                        .onItem()
                        .transformToUniAndConcatenate(tick -> write())
                        .subscribe()
                        .with(done -> {}, fault -> LOG.error("uses of keys are not noted", fault));
    }

    void end(@Observes ShutdownEvent event) {
        loop.cancel();
    }

    private Uni<Void> write() {
        List<Use> due = uses.due();
        return due.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.write(due)
                        .onFailure()
                        .invoke(fault -> LOG.warnf("a use of a key was not noted: %s", fault))
                        .onFailure()
                        .recoverWithNull();
    }
}
