package dev.carnet.auth.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.watch.DisconnectionStore.Disconnection;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Ends the passports that hang on a connection which ended at mcp-server, by the revocation that
/// the page's disconnect is, with the same record. Claim and revocation are one transaction, so it
/// is done once and never half; while auth-server is away, it waits.
@ApplicationScoped
public class Disconnections {

    private static final Logger LOG = Logger.getLogger(Disconnections.class);

    private final DisconnectionStore store;
    private final Revocations revocations;
    private final Pool pool;
    private final Clock clock;
    private final Cache<String, Boolean> failed =
            Caffeine.newBuilder()
                    .maximumSize(1_000)
                    .expireAfterWrite(Duration.ofSeconds(30))
                    .build();

    Disconnections(DisconnectionStore store, Revocations revocations, Pool pool, Clock clock) {
        this.store = store;
        this.revocations = revocations;
        this.pool = pool;
        this.clock = clock;
    }

    /// Carries out whatever waits.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return store.waiting(pool, List.copyOf(failed.asMap().keySet()))
                .chain(waiting ->
                        Multi.createFrom()
                                .iterable(waiting)
                                .onItem()
                                .transformToUniAndConcatenate(this::alone)
                                .collect()
                                .asList()
                                .replaceWithVoid())
                .onFailure()
                .invoke(fault -> LOG.warnf("Disconnections wait: %s", fault.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /// Forgets what is done.
    @Scheduled(every = "1h", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return store.forget(pool);
    }

    /// One that cannot be carried out holds up no other, and is tried again after a while.
    private Uni<Void> alone(Disconnection one) {
        return revocations
                .revoke(revocation(one), transaction -> claim(transaction, one))
                .replaceWithVoid()
                .onFailure(fault -> !(fault instanceof Claimed))
                .invoke(fault -> {
                    failed.put(one.connection(), true);
                    LOG.warnf("Disconnecting %s waits: %s", one.connection(), fault.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    private Uni<List<ChangeBody>> claim(SqlConnection transaction, Disconnection one) {
        return store.claim(transaction, one)
                .map(ours -> {
                    if (!ours) {
                        throw new Claimed();
                    }
                    return List.of();
                });
    }

    private RevocationOrder revocation(Disconnection one) {
        return new RevocationOrder(
                one.workspace(),
                RevocationType.CONNECTION,
                one.connection(),
                "",
                Event.of(one.workspace(), "revocation", clock.instant())
                        .with("sub", one.by())
                        .with("why", "connection_ended"));
    }

    /// Somebody else carries it out.
    private static final class Claimed extends RuntimeException {

        private static final long serialVersionUID = 1;

        Claimed() {
            super("claimed", null, false, false);
        }
    }
}
