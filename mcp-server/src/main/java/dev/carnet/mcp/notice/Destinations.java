package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.notice.DestinationStore.Reachable;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The destinations of a workspace.
@ApplicationScoped
public class Destinations {

    private static final int SECRET_CHARACTERS = 40;

    private final DestinationStore store;
    private final DeliveryStore deliveries;
    private final CountLockStore counts;
    private final Agreeing agreeing;
    private final Sender sender;
    private final Pool pool;
    private final Clock clock;

    Destinations(
            DestinationStore store,
            DeliveryStore deliveries,
            CountLockStore counts,
            Agreeing agreeing,
            Sender sender,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.deliveries = deliveries;
        this.counts = counts;
        this.agreeing = agreeing;
        this.sender = sender;
        this.pool = pool;
        this.clock = clock;
    }

    /// Keeps a destination. A program's secret is in this answer and in no other.
    Uni<Deed> create(SqlConnection transaction, ApiCall call, DestinationRequest request) {
        if (request.url().isPresent() == request.address().isPresent()) {
            throw Refused.field("/url", "has to be there, or else an address: one of the two");
        }
        String name = request.name().orElse("");
        return request.url()
                .map(url -> createWebhook(transaction, call, name, url))
                .orElseGet(
                        () -> createMail(transaction, call, name, request.address().orElseThrow()));
    }

    private Uni<Deed> createWebhook(
            SqlConnection transaction, ApiCall call, String name, String url) {
        if (!sender.mayReach(url)) {
            throw Refused.field("/url", "must be https and a place that Carnet may send to");
        }
        var made = Destination.webhook(Ids.fresh("dst"), name, url, now());
        String secret = secret();
        Buffer sealed = sender.seal(call.workspace(), made.id(), secret);
        return insert(transaction, call, made, Optional.of(sealed), made.with(secret));
    }

    private Uni<Deed> createMail(
            SqlConnection transaction, ApiCall call, String name, String typed) {
        Address address =
                Address.of(typed).orElseThrow(() -> Refused.field("/address", "is a mail address"));
        return agreeing.demandMail()
                .chain(() -> agreeing.isOwn(transaction, call, address))
                .map(own -> {
                    Instant now = now();
                    Optional<Instant> verified = own ? Optional.of(now) : Optional.empty();
                    return Destination.mail(Ids.fresh("dst"), name, address, now, verified);
                })
                .chain(made -> insert(transaction, call, made, Optional.empty(), made));
    }

    private Uni<Deed> insert(
            SqlConnection transaction,
            ApiCall call,
            Destination made,
            Optional<Buffer> secret,
            Destination told) {
        return counts.take(transaction, call.workspace())
                .chain(() ->
                        store.insert(transaction, call.workspace(), made, own(call, made), secret))
                .map(kept -> {
                    if (!kept) {
                        throw new Refused(
                                Refusal.LIMIT_REACHED,
                                "A workspace has "
                                        + NoticeLimits.DESTINATIONS
                                        + " destinations at most; delete one.");
                    }
                    Answer answer =
                            Answer.created(told, "/notifications/destinations/" + made.id())
                                    .tagged(Versions.tag(made.version()));
                    return deed(call, "destination.create", made, answer);
                });
    }

    /// Nobody else's address is verified from the beginning.
    private static Optional<String> own(ApiCall call, Destination made) {
        return made.verifiedAt().map(_ -> call.caller().subject());
    }

    private static String secret() {
        return "carnet_whs_" + Ids.characters(SECRET_CHARACTERS);
    }

    /// That destination.
    Uni<Reachable> find(ApiCall call, String id) {
        return find(pool, call, id);
    }

    private Uni<Reachable> find(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id, clock.instant())
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    /// Names it otherwise, or has it told nothing for a while.
    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, DestinationEdit edit) {
        return find(transaction, call, id)
                .map(Reachable::destination)
                .invoke(old -> Versions.demand(call, old.version()))
                .call(old ->
                        store.update(transaction, call.workspace(), old, edit)
                                .invoke(Destinations::demandSame))
                .chain(_ -> changed(transaction, call, "destination.edit", id));
    }

    /// Gives a destination another secret, in this answer and in no other. For a while both sign,
    /// so that whoever checks can change over without missing anything.
    Uni<Deed> rotate(SqlConnection transaction, ApiCall call, Destination old) {
        if (old.isMail()) {
            throw new Refused(Refusal.NOT_ACTIVE, "Mail is not signed; it has no secret.");
        }
        Instant until = now().plus(NoticeLimits.WEBHOOK_OLD_SECRET);
        String secret = secret();
        Buffer sealed = sender.seal(call.workspace(), old.id(), secret);
        return store.rotate(transaction, call.workspace(), old.id(), sealed, until)
                .invoke(Destinations::demandThere)
                .chain(() -> find(transaction, call, old.id()))
                .map(Reachable::destination)
                .map(now -> deed(call, "destination.rotate_secret", now, answer(now.with(secret))));
    }

    /// Notes that a program wants to be told.
    Uni<Deed> verified(SqlConnection transaction, ApiCall call, Destination old) {
        return store.verify(transaction, call.workspace(), old.id(), now())
                .invoke(Destinations::demandThere)
                .chain(() -> changed(transaction, call, "destination.verify", old.id()));
    }

    /// Notes that the owner of a mail address agreed: that is the code they were sent.
    Uni<Deed> confirmed(SqlConnection transaction, ApiCall call, Destination old, String code) {
        return agreeing.take(transaction, call, old, code)
                .chain(() -> changed(transaction, call, "destination.verify", old.id()));
    }

    /// Forgets it.
    Uni<Deed> delete(SqlConnection transaction, ApiCall call, Destination old) {
        Versions.demand(call, old.version());
        return store.delete(transaction, call.workspace(), old.id())
                .invoke(Destinations::demandThere)
                .map(_ -> deed(call, "destination.delete", old, Answer.ok(old)));
    }

    /// Puts a delivery in that says nothing but that it is a test.
    Uni<Deed> test(SqlConnection transaction, ApiCall call, Destination to) {
        if (to.verifiedAt().isEmpty() || !to.enabled()) {
            throw new Refused(
                    Refusal.NOT_ACTIVE, "The destination has to be verified and enabled first.");
        }
        String id = Ids.fresh("dlv");
        Instant now = now();
        String body =
                Json.object()
                        .put("id", id)
                        .put("type", "destination.test")
                        .put("workspace", call.workspace())
                        .put("created_at", now.toString())
                        .toString();
        var letter = new DeliveryStore.Letter(id, to.id(), to.kind(), "", body);
        return (to.isMail() ? agreeing.demandMail() : Uni.createFrom().voidItem())
                .chain(() -> deliveries.insert(transaction, call.workspace(), letter, now, now))
                .map(_ -> deed(call, "destination.test", to, Answer.ok(new TestSent(id))));
    }

    /// Has a delivery that was given up tried again, with its id and from the first try.
    Uni<Deed> retry(SqlConnection transaction, ApiCall call, String delivery) {
        Instant now = now();
        return deliveries
                .exists(transaction, call.workspace(), delivery)
                .invoke(Destinations::demandThere)
                .chain(() -> deliveries.retry(transaction, call.workspace(), delivery, now))
                .map(found -> found.orElseThrow(Destinations::notDead))
                .map(again ->
                        new Deed(
                                Answer.ok(again),
                                call.event("destination.retry", now).with("id", delivery),
                                List.of()));
    }

    private Uni<Deed> changed(SqlConnection transaction, ApiCall call, String act, String id) {
        return find(transaction, call, id)
                .map(Reachable::destination)
                .map(now -> deed(call, act, now, answer(now)));
    }

    static Answer answer(Destination one) {
        return Answer.ok(one).tagged(Versions.tag(one.version()));
    }

    private Deed deed(ApiCall call, String act, Destination one, Answer answer) {
        return new Deed(
                answer,
                call.event(act, clock.instant())
                        .with("id", one.id())
                        .with("kind", one.kind())
                        .hide(one.isMail() ? "email" : "uri", one.target()),
                List.of());
    }

    private static Refused notDead() {
        return new Refused(
                Refusal.NOT_ACTIVE, "Only a delivery that was given up (dead) is tried again.");
    }

    private static void demandThere(boolean done) {
        if (!done) {
            throw Refused.notFound();
        }
    }

    private static void demandSame(boolean done) {
        if (!done) {
            throw Versions.changedMeanwhile();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
