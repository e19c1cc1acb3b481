package dev.carnet.mcp.connection;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Tells providers that a connection has ended (RFC 7009) and then forgets it. Nobody waits for
/// this: no call finds an ended connection, told or not.
@ApplicationScoped
public class Farewell {

    private static final Logger LOG = Logger.getLogger(Farewell.class);

    private final FarewellStore store;
    private final Letters letters;
    private final TokenEndpoints endpoints;
    private final Clock clock;
    private final AtomicBoolean busy = new AtomicBoolean();

    Farewell(FarewellStore store, Letters letters, TokenEndpoints endpoints, Clock clock) {
        this.store = store;
        this.letters = letters;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(ConnectionLimits.PACE.toMillis(), this::turn);
    }

    private void turn() {
        if (busy.compareAndSet(false, true)) {
            Work.start(
                    store.endOrphans(clock.instant()).chain(() -> tellAll()),
                    _ -> busy.set(false),
                    fault -> {
                        busy.set(false);
                        LOG.warnf("ended connections wait: %s", fault.getMessage());
                    });
        }
    }

    private Uni<Void> tellAll() {
        return store.take(clock.instant())
                .chain(ended ->
                        Multi.createFrom()
                                .iterable(ended)
                                .onItem()
                                .transformToUniAndConcatenate(this::sayGoodbye)
                                .collect()
                                .last())
                .replaceWithVoid();
    }

    private Uni<Void> sayGoodbye(Connection ended) {
        return told(ended)
                .onFailure()
                .recoverWithItem(false)
                .chain(done ->
                        done || ended.tries() >= ConnectionLimits.TRIES
                                ? store.remove(ended)
                                : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> told(Connection ended) {
        return ended.key()
                ? Uni.createFrom().item(true)
                : letters.tokens(ended).chain(held -> endpoints.revoke(ended, held));
    }
}
