package dev.carnet.mcp.notice;

import dev.carnet.mcp.notice.ResealStore.Held;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// After the keyset got another primary key, the secrets that deliveries are signed with are sealed
/// anew under it, at the start of a process, so that the older key can leave the keyset.
@Singleton
public class Resealing {

    private static final Logger LOG = Logger.getLogger(Resealing.class);

    private final ResealStore store;
    private final Sealer sealer;
    private final Pool pool;

    Resealing(ResealStore store, ServiceKeyset keyset, Pool pool) {
        this.store = store;
        this.sealer = keyset.sealer();
        this.pool = pool;
    }

    void begin(@Observes StartupEvent event) {
        Work.start(all(), Resealing::said, Resealing::lost);
    }

    /// Seals all of them anew that another key sealed; answers how many there were.
    Uni<Integer> all() {
        return from("", 0);
    }

    private Uni<Integer> from(String after, int before) {
        return store.some(pool, after)
                .chain(some ->
                        some.isEmpty()
                                ? Uni.createFrom().item(before)
                                : each(some)
                                        .chain(done -> from(some.getLast().id(), before + done)));
    }

    private Uni<Integer> each(List<Held> some) {
        return Multi.createFrom()
                .iterable(some)
                .onItem()
                .transformToUniAndConcatenate(this::one)
                .collect()
                .with(Collectors.summingInt(done -> done ? 1 : 0));
    }

    /// One that does not open is left as it is: with its own key it will.
    private Uni<Boolean> one(Held held) {
        Optional<Buffer> secret = anew(held, Optional.of(held.secret()));
        Optional<Buffer> old = anew(held, held.old());
        if (secret.isEmpty() && old.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        var fresh =
                new Held(
                        held.workspace(),
                        held.id(),
                        secret.orElse(held.secret()),
                        old.or(held::old));
        return store.replace(pool, held, fresh);
    }

    private Optional<Buffer> anew(Held held, Optional<Buffer> sealed) {
        try {
            return sealed.isEmpty()
                    ? sealed
                    : sealer.anew(
                                    sealed.get().getBytes(),
                                    Sender.place(held.workspace(), held.id()))
                            .map(Buffer::buffer);
        } catch (GeneralSecurityException foreign) {
            LOG.errorf("the secret of destination %s does not open", held.id());
            return Optional.empty();
        }
    }

    private static void said(int secrets) {
        if (secrets > 0) {
            LOG.infof("%d secrets of destinations were sealed anew", secrets);
        }
    }

    private static void lost(Throwable fault) {
        LOG.warnf("secrets of destinations were not sealed anew: %s", fault.getMessage());
    }
}
