package dev.carnet.mcp.server;

import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.vault.Sealed;
import dev.carnet.mcp.vault.Vault;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// After the keyset got another primary key, every secret is sealed anew under it, at the start of
/// a process. Until then, and beside it, older ones open as they are, as long as their key stays in
/// the keyset.
@Singleton
public class Rewrapping {

    private static final Logger LOG = Logger.getLogger(Rewrapping.class);

    private final RewrapStore store;
    private final Vault vault;
    private final Pool pool;

    Rewrapping(RewrapStore store, Vault vault, Pool pool) {
        this.store = store;
        this.vault = vault;
        this.pool = pool;
    }

    void begin(@Observes StartupEvent event) {
        Work.start(all(), Rewrapping::said, Rewrapping::lost);
    }

    /// Seals all of them anew; answers how many there were.
    Uni<Integer> all() {
        return from("", 0);
    }

    private Uni<Integer> from(String after, int before) {
        return store.other(pool, vault.wrapping(), after)
                .chain(some ->
                        some.isEmpty()
                                ? Uni.createFrom().item(before)
                                : each(some)
                                        .chain(done -> from(some.getLast().id(), before + done)));
    }

    private Uni<Integer> each(List<ServerState> servers) {
        return Multi.createFrom()
                .iterable(servers)
                .onItem()
                .transformToUniAndConcatenate(this::one)
                .collect()
                .with(Collectors.summingInt(done -> done ? 1 : 0));
    }

    /// One that does not open is left as it is: with its own key it will.
    private Uni<Boolean> one(ServerState server) {
        Sealed old = server.secret().orElseThrow();
        var spot = Passes.spot(server.workspace(), server.id());
        return vault.open(spot, old)
                .chain(secret -> vault.seal(spot, secret))
                .chain(sealed -> store.replace(pool, server, old, sealed))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.errorf("server %s: %s", server.id(), failure.getMessage());
                    return false;
                });
    }

    private static void said(int secrets) {
        if (secrets > 0) {
            LOG.infof("%d secrets were sealed anew", secrets);
        }
    }

    private static void lost(Throwable fault) {
        LOG.warnf("secrets were not sealed anew: %s", fault.getMessage());
    }
}
