package dev.carnet.mcp.webhook;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.webhook.WebhookStore.Reachable;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.fetch.Outcome;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The destinations of a workspace.
@ApplicationScoped
public class Webhooks {

    private static final int SECRET_CHARACTERS = 40;

    private final WebhookStore store;
    private final DeliveryStore deliveries;
    private final Sender sender;
    private final Pool pool;
    private final Clock clock;

    Webhooks(WebhookStore store, DeliveryStore deliveries, Sender sender, Pool pool, Clock clock) {
        this.store = store;
        this.deliveries = deliveries;
        this.sender = sender;
        this.pool = pool;
        this.clock = clock;
    }

    /// Keeps a destination; its secret is in this answer and in no other.
    Uni<Deed> create(SqlConnection transaction, ApiCall call, WebhookRequest request) {
        if (!sender.mayReach(request.url())) {
            throw Refused.field("/url", "must be https and a place that Carnet may send to");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String secret = secret();
        var webhook =
                new Webhook(
                        Ids.fresh("whk"),
                        request.url(),
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        var sealed = sender.seal(call.workspace(), webhook.id(), secret);
        return store.insert(transaction, call.workspace(), webhook, sealed)
                .map(kept -> {
                    if (!kept) {
                        throw new Refused(
                                Refusal.LIMIT_REACHED, "A workspace has as many as it may.");
                    }
                    return new Deed(
                            Answer.created(webhook.with(secret), "/webhooks/" + webhook.id()),
                            call.event("webhook.create", now).with("id", webhook.id()),
                            List.of());
                });
    }

    private static String secret() {
        return "carnet_whs_" + Ids.characters(SECRET_CHARACTERS);
    }

    /// Gives a destination another secret, in this answer and in no other. For a while both sign,
    /// so that whoever checks can change over without missing anything.
    Uni<Deed> rotate(SqlConnection transaction, ApiCall call, Webhook webhook) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = now.plus(Limits.WEBHOOK_OLD_SECRET);
        String secret = secret();
        var sealed = sender.seal(call.workspace(), webhook.id(), secret);
        return store.rotate(transaction, call.workspace(), webhook.id(), sealed, until)
                .map(done -> {
                    demand(done);
                    return new Deed(
                            Answer.ok(webhook.rotated(secret, until)),
                            call.event("webhook.rotate_secret", now).with("id", webhook.id()),
                            List.of());
                });
    }

    /// Has a delivery that was given up tried again, with its id and from the first try.
    Uni<Deed> retry(SqlConnection transaction, ApiCall call, Webhook webhook, String delivery) {
        Instant now = clock.instant();
        return deliveries
                .retry(transaction, call.workspace(), webhook.id(), delivery, now)
                .map(found -> {
                    var again = found.orElseThrow(Webhooks::notDead);
                    return new Deed(
                            Answer.ok(again),
                            call.event("webhook.retry", now).with("id", delivery),
                            List.of());
                });
    }

    private static Refused notDead() {
        return new Refused(
                Refusal.NOT_ACTIVE, "Only a delivery that was given up (dead) is tried again.");
    }

    /// That destination.
    Uni<Reachable> find(ApiCall call, String id) {
        return store.find(call.workspace(), id, clock.instant())
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    /// Asks the destination to give back a random text; who does wants to be told.
    Uni<Void> challenge(ApiCall call, Reachable to) {
        String challenge = Ids.characters(SECRET_CHARACTERS);
        String delivery = Ids.fresh("dlv");
        var body =
                Json.object()
                        .put("id", delivery)
                        .put("type", "webhook.verify")
                        .put("workspace", call.workspace())
                        .put("challenge", challenge);
        return send(call, to, delivery, body.toString())
                .invoke(outcome -> {
                    boolean given =
                            outcome instanceof Outcome.Document document
                                    && document.body().toString().strip().equals(challenge);
                    if (!given) {
                        throw new Refused(
                                Refusal.NOT_ACTIVE,
                                "The destination did not answer with the challenge as its body: "
                                        + trouble(outcome)
                                        + ".");
                    }
                })
                .replaceWithVoid();
    }

    private static String trouble(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Document _ -> "it answered something else";
            case Outcome.Forbidden(String why) -> why;
            case Outcome.Unavailable(String why) -> why;
        };
    }

    private Uni<Outcome> send(ApiCall call, Reachable to, String delivery, String body) {
        Webhook webhook = to.webhook();
        return sender.send(
                call.workspace(), webhook.id(), to.secrets(), webhook.url(), delivery, body);
    }

    /// Notes that it wants to be told.
    Uni<Deed> verified(SqlConnection transaction, ApiCall call, Webhook webhook) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return store.verify(transaction, call.workspace(), webhook.id(), now)
                .map(done -> {
                    demand(done);
                    return new Deed(
                            Answer.ok(webhook.verified(now)),
                            call.event("webhook.verify", now).with("id", webhook.id()),
                            List.of());
                });
    }

    /// Forgets it.
    Uni<Deed> delete(SqlConnection transaction, ApiCall call, Webhook webhook) {
        return store.delete(transaction, call.workspace(), webhook.id())
                .map(done -> {
                    demand(done);
                    return new Deed(
                            Answer.ok(webhook),
                            call.event("webhook.delete", clock.instant()).with("id", webhook.id()),
                            List.of());
                });
    }

    private static void demand(boolean done) {
        if (!done) {
            throw Refused.notFound();
        }
    }

    /// Puts a delivery in that says nothing but that it is a test.
    Uni<String> test(ApiCall call, Webhook webhook) {
        if (webhook.verifiedAt().isEmpty()) {
            throw new Refused(Refusal.NOT_ACTIVE, "The destination has to be verified first.");
        }
        String id = Ids.fresh("dlv");
        Instant now = clock.instant();
        String body =
                Json.object()
                        .put("id", id)
                        .put("type", "webhook.test")
                        .put("workspace", call.workspace())
                        .put("created_at", now.toString())
                        .toString();
        return pool.withTransaction(transaction ->
                        deliveries.insert(
                                transaction, call.workspace(), id, webhook.id(), body, now))
                .replaceWith(id);
    }
}
