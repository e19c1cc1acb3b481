package dev.carnet.mcp.signal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.signal.SecurityEventListStore.Filter;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.caller.CallerEvent;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// Security events for those who ask by a tool, by the same rules as the routes.
@Singleton
public class EventDesk {

    private final Pool pool;
    private final Lists lists;
    private final SecurityEventListStore store;
    private final PostureStore postures;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final ObjectMapper json;
    private final Clock clock;

    EventDesk(
            Pool pool,
            Lists lists,
            SecurityEventListStore store,
            PostureStore postures,
            AuditOutbox outbox,
            AuditLog log,
            ObjectMapper json,
            Clock clock) {
        this.pool = pool;
        this.lists = lists;
        this.store = store;
        this.postures = postures;
        this.outbox = outbox;
        this.log = log;
        this.json = json;
        this.clock = clock;
    }

    /// Who asks, in which request.
    public record Asker(Caller caller, String request, Optional<String> trace) {}

    private record Done(SecurityEventView event, Outboxed entry) {}

    private interface Change {
        Uni<Boolean> in(SqlConnection transaction, String workspace);
    }

    /// A page, newest first, with how many of the workspace nobody has looked at.
    ///
    /// @param asked filters, `limit` and `cursor` by name, as the schema of the tool bounds them
    /// @throws Refused when one of them cannot be read
    public Uni<ObjectNode> list(String workspace, Map<String, String> asked) {
        var filter =
                new Filter(
                        text(asked, "kind"),
                        text(asked, "severity"),
                        text(asked, "agent_id"),
                        text(asked, "passport_id"),
                        text(asked, "resolved").map("true"::equals),
                        text(asked, "from").map(time -> SecurityEventEndpoint.time("from", time)),
                        text(asked, "to").map(time -> SecurityEventEndpoint.time("to", time)));
        Slice slice =
                lists.slice(
                        "events_list\n" + workspace + "\n" + filter,
                        new Lists.Asked(text(asked, "limit"), text(asked, "cursor")));
        Instant now = clock.instant();
        return store.list(pool, workspace, filter, slice, now)
                .map(rows -> lists.page(slice, rows, SecurityEventView::position))
                .chain(page ->
                        store.unresolved(pool, workspace, now)
                                .map(count ->
                                        new SecurityEventView.Listed(
                                                page.items(), page.nextCursor(), count)))
                .map(json::valueToTree);
    }

    /// How well the workspace keeps house.
    public Uni<ObjectNode> posture(String workspace) {
        return postures.counts(pool, workspace, clock.instant())
                .map(Posture::of)
                .map(json::valueToTree);
    }

    /// Says that somebody has looked at it, once: a person, or a key that one made, and nobody who
    /// acts for one.
    ///
    /// @throws Refused when they may not, there is none, or somebody did before
    public Uni<ObjectNode> resolve(Asker asker, String id, Optional<String> remark) {
        Instant now = clock.instant();
        return change(
                asker,
                id,
                CallerEvent.of(asker.caller(), "security.resolve", now),
                (transaction, workspace) ->
                        store.resolve(
                                transaction, workspace, id, asker.caller().subject(), remark, now));
    }

    /// Puts it off for some days, by those who may resolve it.
    ///
    /// @param days 1 to 90, as the schema of the tool bounds them
    /// @throws Refused when they may not, there is none, or somebody resolved it
    public Uni<ObjectNode> snooze(Asker asker, String id, int days) {
        Instant now = clock.instant();
        return change(
                asker,
                id,
                CallerEvent.of(asker.caller(), "security.snooze", now)
                        .with("count", Integer.toString(days)),
                (transaction, workspace) ->
                        store.snooze(transaction, workspace, id, now.plus(days, ChronoUnit.DAYS)));
    }

    private Uni<ObjectNode> change(Asker asker, String id, Event entry, Change change) {
        demandPerson(asker.caller());
        String workspace = asker.caller().workspace();
        return pool.withTransaction(transaction ->
                        change.in(transaction, workspace)
                                .chain(done ->
                                        store.find(transaction, workspace, id)
                                                .map(found -> found.orElseThrow(Refused::notFound))
                                                .invoke(_ -> demandOpen(done)))
                                .chain(event ->
                                        outbox.put(transaction, entry(entry, asker, event))
                                                .map(put -> new Done(event, put))))
                .call(done -> log.settle(done.entry()))
                .map(done -> json.valueToTree(done.event()));
    }

    private static Event entry(Event entry, Asker asker, SecurityEventView event) {
        return entry.with("req", asker.request())
                .with("trace", asker.trace())
                .with("id", event.id())
                .with("type", event.kind())
                .with("out", "ok");
    }

    static void demandOpen(boolean done) {
        if (!done) {
            throw new Refused(Refusal.NOT_ACTIVE, "It was resolved before.");
        }
    }

    private static void demandPerson(Caller caller) {
        boolean person =
                switch (caller.credential()) {
                    case Credential.AccessToken token -> token.grant().isPresent();
                    case Credential.Key _, Credential.Page _ -> true;
                    case Credential.Passport _ -> false;
                };
        if (!person || !caller.actors().isEmpty()) {
            throw Refused.role("Only a person can do this, and nobody who acts for one.");
        }
    }

    private static Optional<String> text(Map<String, String> asked, String name) {
        return Optional.ofNullable(asked.get(name));
    }
}
