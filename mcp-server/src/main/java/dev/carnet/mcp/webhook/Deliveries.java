package dev.carnet.mcp.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.webhook.DeliveryStore.Due;
import dev.carnet.mcp.webhook.DeliveryStore.Untold;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.startup.ServiceConfig;
import dev.carnet.shared.workspace.Ids;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Looks every second for gates that moved and for deliveries that are due. A delivery may arrive
/// twice, never half; its id stays the same.
@ApplicationScoped
public class Deliveries {

    private static final Logger LOG = Logger.getLogger(Deliveries.class);
    private static final long SECOND_MS = 1_000;
    private static final long HOUR_MS = 3_600_000;

    private final DeliveryStore store;
    private final Sender sender;
    private final Pool pool;
    private final Clock clock;
    private final String pages;
    private final AtomicBoolean looking = new AtomicBoolean();

    Deliveries(DeliveryStore store, Sender sender, Pool pool, Clock clock, ServiceConfig config) {
        this.store = store;
        this.sender = sender;
        this.pool = pool;
        this.clock = clock;
        this.pages = config.issuer() + "/approvals/";
    }

    void start(@Observes StartupEvent event, Vertx vertx) {
        vertx.setPeriodic(SECOND_MS, tick -> look());
        vertx.setPeriodic(
                HOUR_MS,
                tick -> finish(store.forget(clock.instant().minus(Limits.DELIVERIES_KEPT))));
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            finish(queue().chain(this::send).onTermination().invoke(() -> looking.set(false)));
        }
    }

    private static void finish(Uni<Void> work) {
        Work.start(work, done -> {}, lost -> LOG.debug("Webhooks could not be looked at", lost));
    }

    /// Puts in what is to be told about gates that moved.
    Uni<Void> queue() {
        return pool.withTransaction(transaction ->
                store.untold(transaction)
                        .chain(gates ->
                                each(gates, gate -> queue(transaction, gate, clock.instant()))));
    }

    private Uni<Void> queue(SqlConnection transaction, Untold gate, Instant now) {
        return store.verified(transaction, gate.workspace())
                .chain(webhooks ->
                        each(
                                webhooks,
                                webhook -> {
                                    String id = Ids.fresh("dlv");
                                    String body = body(id, gate, now).toString();
                                    return store.insert(
                                            transaction, gate.workspace(), id, webhook, body, now);
                                }));
    }

    private ObjectNode body(String id, Untold gate, Instant now) {
        var body =
                Json.object()
                        .put("id", id)
                        .put("type", "gate." + gate.state())
                        .put("workspace", gate.workspace())
                        .put("created_at", now.toString());
        var about =
                body.putObject("gate")
                        .put("id", gate.gate())
                        .put("kind", gate.kind())
                        .put("state", gate.state())
                        .put("tool", gate.name())
                        .put("server", gate.server())
                        .put("escalated", gate.escalated())
                        .put("created_at", gate.createdAt().toString())
                        .put("expires_at", gate.expiresAt().toString())
                        .put("url", pages + gate.gate());
        gate.person().ifPresent(person -> about.put("person", person));
        gate.decidedBy().ifPresent(person -> about.put("decided_by", person));
        return body;
    }

    /// Sends what is due.
    Uni<Void> send() {
        return store.take(clock.instant())
                .chain(due ->
                        Multi.createFrom()
                                .iterable(due)
                                .onItem()
                                .transformToUniAndMerge(this::deliver)
                                .collect()
                                .last()
                                .replaceWithVoid());
    }

    private Uni<Void> deliver(Due due) {
        return sender.send(
                        due.workspace(),
                        due.webhook(),
                        due.secrets(),
                        due.url(),
                        due.id(),
                        due.body())
                .onFailure()
                .recoverWithItem(_ -> new Outcome.Unavailable("fetch_failed"))
                .chain(outcome -> note(due, outcome));
    }

    private Uni<Void> note(Due due, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Document _ -> store.sent(due, clock.instant());
            case Outcome.Forbidden(String why) -> store.failed(due, why, clock.instant());
            case Outcome.Unavailable(String why) -> store.failed(due, why, clock.instant());
        };
    }

    private static <T> Uni<Void> each(List<T> all, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
