package dev.carnet.auth.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationOutcome;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.watch.OrderStore.Order;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.workspace.Ids;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.vertx.ConsumeEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/// Carries out what detectors ordered: it ends a credential with everything below it, and names the
/// detector as the reason. A notification of the database wakes; a look every second makes sure.
/// Claim and revocation are one transaction, so an order is carried out once and never half.
@ApplicationScoped
public class Orders {

    private static final Logger LOG = Logger.getLogger(Orders.class);
    private static final String CHANNEL = "security_event";
    private static final String WOKEN = "carnet.watch.orders";
    private static final long AGAIN_MS = 1_000;

    /// What detectors know of; nobody's order takes away a member, or all of a workspace, and of an
    /// agent only what it has.
    private static final Set<RevocationType> ORDERED =
            EnumSet.of(
                    RevocationType.PASSPORT,
                    RevocationType.AGENT_PASSPORTS,
                    RevocationType.GRANT,
                    RevocationType.KEY,
                    RevocationType.TOKEN);

    /// Looks at a time, and orders that one look carries out at a time: each waits for the
    /// replicas, and for the log of its workspace.
    private static final int LOOKS = 3;

    private static final int AT_ONCE = 4;

    private final Pool pool;
    private final OrderStore store;
    private final Revocations revocations;
    private final Clock clock;
    private final PgSubscriber ear;
    private final AtomicInteger looking = new AtomicInteger();
    private final Cache<String, Boolean> failed =
            Caffeine.newBuilder()
                    .maximumSize(1_000)
                    .expireAfterWrite(Duration.ofSeconds(30))
                    .build();

    Orders(
            Vertx vertx,
            PgConnectOptions database,
            Pool pool,
            OrderStore store,
            Revocations revocations,
            Clock clock) {
        this.pool = pool;
        this.store = store;
        this.revocations = revocations;
        this.clock = clock;
        this.ear = PgSubscriber.subscriber(vertx, database).reconnectPolicy(_ -> AGAIN_MS);
        ear.channel(CHANNEL).handler(seq -> vertx.eventBus().send(WOKEN, seq));
    }

    void begin(@Observes StartupEvent event) {
        ear.connect()
                .onFailure(away ->
                        LOG.warnf("Orders are looked for every second: %s", away.getMessage()));
    }

    void end(@Observes ShutdownEvent event) {
        ear.close();
    }

    /// Somebody noticed something.
    @ConsumeEvent(WOKEN)
    Uni<Void> woken(String seq) {
        return look();
    }

    /// Carries out whatever waits.
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> look() {
        if (looking.incrementAndGet() > LOOKS) {
            looking.decrementAndGet();
            return Uni.createFrom().voidItem();
        }
        return store.waiting(pool, List.copyOf(failed.asMap().keySet()))
                .chain(this::carryOut)
                .onTermination()
                .invoke(() -> looking.decrementAndGet())
                .onFailure()
                .invoke(fault -> LOG.warnf("Orders wait: %s", fault.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> carryOut(List<Order> orders) {
        return Multi.createFrom()
                .iterable(orders)
                .onItem()
                .transformToUni(this::alone)
                .merge(AT_ONCE)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /// One that cannot be carried out holds up no other, and is tried again after a while.
    private Uni<Void> alone(Order order) {
        return Uni.createFrom()
                .deferred(() -> carryOut(order))
                .onFailure()
                .invoke(fault -> {
                    failed.put(order.event(), true);
                    LOG.warnf("The order %s waits: %s", order.event(), fault.getMessage());
                })
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> carryOut(Order order) {
        return RevocationType.of(order.type())
                .filter(ORDERED::contains)
                .map(type -> revoke(order, type))
                .orElseGet(() -> store.drop(pool, order));
    }

    private Uni<Void> revoke(Order order, RevocationType type) {
        return revocations
                .revoke(revocation(order, type), transaction -> claim(transaction, order))
                .chain(outcome ->
                        outcome instanceof RevocationOutcome.Unknown
                                ? store.drop(pool, order)
                                : Uni.createFrom().voidItem())
                .onFailure(Claimed.class)
                .recoverWithNull();
    }

    private Uni<List<ChangeBody>> claim(SqlConnection transaction, Order order) {
        return store.claim(transaction, order, clock.instant())
                .call(ours -> ours && order.blocks() ? block(transaction, order) : nothing())
                .map(ours -> {
                    if (!ours) {
                        throw new Claimed();
                    }
                    return List.of();
                });
    }

    private Uni<Void> block(SqlConnection transaction, Order order) {
        return store.block(transaction, order, Ids.fresh("rev"), clock.instant());
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private RevocationOrder revocation(Order order, RevocationType type) {
        return new RevocationOrder(
                order.workspace(),
                type,
                order.id(),
                "detector " + order.detector() + " (" + order.event() + ")",
                Event.of(
                                order.workspace(),
                                order.blocks() ? "agent.block" : "revocation",
                                clock.instant())
                        .with("why", order.detector()));
    }

    /// Somebody else carries it out.
    private static final class Claimed extends RuntimeException {

        private static final long serialVersionUID = 1;

        Claimed() {
            super("claimed", null, false, false);
        }
    }
}
