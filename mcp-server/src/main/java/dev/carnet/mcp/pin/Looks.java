package dev.carnet.mcp.pin;

import dev.carnet.mcp.pin.SightingStore.Moved;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.Offering.Offer;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Rebuff;
import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.change.ChangeStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Looks at what an upstream lists, and takes note of what is another than before. A look that
/// fails changes nothing that is offered.
@Singleton
public class Looks {

    private final Upstreams upstreams;
    private final Backends backends;
    private final SightingStore store;
    private final ChangeStore changes;
    private final AppliedEverywhere everywhere;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Pool pool;
    private final Clock clock;

    Looks(
            Upstreams upstreams,
            Backends backends,
            SightingStore store,
            ChangeStore changes,
            AppliedEverywhere everywhere,
            AuditOutbox outbox,
            AuditLog log,
            Pool pool,
            Clock clock) {
        this.upstreams = upstreams;
        this.backends = backends;
        this.store = store;
        this.changes = changes;
        this.everywhere = everywhere;
        this.outbox = outbox;
        this.log = log;
        this.pool = pool;
        this.clock = clock;
    }

    /// With what proves that caller there.
    Uni<LookView> asCaller(Backend backend, Caller caller) {
        return backends.clearance(backend, caller, Optional.empty())
                .chain(cleared ->
                        with(
                                backend,
                                cleared,
                                (look, pass, broken) ->
                                        again(backend, caller, look, pass, broken)));
    }

    /// With what proves the workspace there.
    Uni<LookView> asWorkspace(Backend backend) {
        return backends.own(backend).chain(cleared -> with(backend, cleared, once(backend)));
    }

    /// With what proves that caller there, who is about to use it. One person may see less than
    /// others do, so what is not listed is not gone; what is listed otherwise than before is
    /// another.
    Uni<Void> asUser(Backend backend, Caller caller) {
        return backends.clearance(backend, caller, Optional.empty())
                .chain(cleared ->
                        cleared instanceof Clearance.Ready(Pass pass)
                                ? store.begin(pool, backend, clock.instant())
                                        .chain(look -> asUser(backend, look, pass))
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> asUser(Backend backend, long look, Pass pass) {
        return upstreams
                .offer(backend.destination(), pass)
                .chain(offering ->
                        switch (offering) {
                            case Offer offer ->
                                    store.known(pool, backend)
                                            .map(Sighting.of(offer)::among)
                                            .chain(seen -> note(backend, look, seen))
                                            .replaceWithVoid();
                            case Broken _ -> Uni.createFrom().voidItem();
                        });
    }

    /// What a server does not take may have run out: a newer proof of the same person is tried
    /// once. Where it wants more of them, they are asked for that.
    private Uni<LookView> again(
            Backend backend, Caller caller, long look, Pass pass, Broken broken) {
        return broken.rebuff().filter(Rebuff::knowsNobody).isPresent()
                ? backends.again(backend, caller, pass)
                        .chain(cleared -> with(backend, cleared, once(backend)))
                : broken.rebuff()
                        .flatMap(Rebuff::missingScope)
                        .map(scope -> wider(backend, caller, scope))
                        .orElseGet(() -> failed(backend, look, broken));
    }

    private Uni<LookView> wider(Backend backend, Caller caller, String scope) {
        return backends.wider(backend, caller, scope)
                .chain(cleared -> with(backend, cleared, once(backend)));
    }

    /// What is done about a server that did not say what it offers.
    private interface Otherwise {

        Uni<LookView> than(long look, Pass pass, Broken broken);
    }

    private Otherwise once(Backend backend) {
        return (look, _, broken) -> failed(backend, look, broken);
    }

    /// Numbered before anybody is asked, so that what was seen earlier is never written later.
    private Uni<LookView> with(Backend backend, Clearance cleared, Otherwise otherwise) {
        return store.begin(pool, backend, clock.instant())
                .chain(look -> look(backend, look, cleared, otherwise));
    }

    private Uni<LookView> look(Backend backend, long look, Clearance cleared, Otherwise otherwise) {
        return switch (cleared) {
            case Clearance.Ready(Pass pass) ->
                    upstreams
                            .offer(backend.destination(), pass)
                            .chain(offering ->
                                    switch (offering) {
                                        case Offer offer -> note(backend, look, Sighting.of(offer));
                                        case Broken broken -> otherwise.than(look, pass, broken);
                                    });
            case Clearance.NeedsConnection _ ->
                    failed(backend, look, "unavailable", "Connect to it first; then look again.");
            case Clearance.Unavailable(String text) -> failed(backend, look, "unavailable", text);
        };
    }

    private Uni<LookView> failed(Backend backend, long look, Broken broken) {
        String fault = broken.kind().name().toLowerCase(Locale.ROOT);
        return failed(backend, look, fault, broken.publicText());
    }

    private Uni<LookView> failed(Backend backend, long look, String fault, String text) {
        return store.looked(pool, backend, look, clock.instant(), fault, text)
                .replaceWith(() -> LookView.failed(fault, text));
    }

    /// Answered when every replica offers by it, also if another look has written it.
    private Uni<LookView> note(Backend backend, long look, Sighting sighting) {
        return flags(backend, sighting.definitions())
                .chain(flags -> keep(backend, look, sighting, flags))
                .call(() -> changes.head(pool).chain(everywhere::await))
                .map(moved ->
                        new LookView(
                                "seen",
                                Optional.empty(),
                                sighting.definitions().size(),
                                sighting.omitted(),
                                moved.size()));
    }

    /// Reading every word takes its time, so it is done beside the event loops.
    private Uni<List<List<Suspicion>>> flags(Backend backend, List<Definition> definitions) {
        return neighbours(backend)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(others ->
                        definitions.stream()
                                .map(one ->
                                        Suspicions.of(
                                                one, others.getOrDefault(one.kind(), List.of())))
                                .toList());
    }

    private Uni<Map<Kind, List<Neighbour>>> neighbours(Backend backend) {
        Map<Kind, List<Neighbour>> found = new EnumMap<>(Kind.class);
        return store.neighbours(pool, backend, Kind.TOOL)
                .invoke(tools -> found.put(Kind.TOOL, named(backend, tools)))
                .chain(() -> store.neighbours(pool, backend, Kind.PROMPT))
                .invoke(prompts -> found.put(Kind.PROMPT, named(backend, prompts)))
                .replaceWith(found);
    }

    private List<Neighbour> named(Backend backend, List<Neighbour> byId) {
        return byId.stream()
                .flatMap(one ->
                        backends.find(backend.workspace(), one.upstream()).stream()
                                .map(other -> new Neighbour(other.slug(), one.name())))
                .toList();
    }

    private record Kept(List<Moved> moved, Optional<Outboxed> outboxed) {

        static final Kept NOTHING = new Kept(List.of(), Optional.empty());
    }

    private Uni<List<Moved>> keep(
            Backend backend, long look, Sighting seen, List<List<Suspicion>> flags) {
        Instant now = clock.instant();
        return pool.withTransaction(transaction ->
                        store.looked(transaction, backend, look, now, "", "")
                                .chain(newest ->
                                        newest
                                                ? write(transaction, backend, seen, flags, now)
                                                : Uni.createFrom().item(Kept.NOTHING)))
                .call(kept ->
                        kept.outboxed()
                                .map(outboxed -> log.settle(outboxed).replaceWithVoid())
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                .map(Kept::moved);
    }

    private Uni<Kept> write(
            SqlConnection transaction,
            Backend backend,
            Sighting seen,
            List<List<Suspicion>> flags,
            Instant now) {
        Uni<List<Moved>> gone =
                seen.whole()
                        ? store.gone(transaction, backend, seen.definitions())
                        : Uni.createFrom().item(List.of());
        return store.seen(transaction, backend, seen.definitions(), flags, now)
                .chain(moved -> gone.map(others -> joined(moved, others)))
                .chain(moved -> tell(transaction, backend, moved, now));
    }

    private static List<Moved> joined(List<Moved> some, List<Moved> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /// The entry, and last the feed, when anything is another than before.
    private Uni<Kept> tell(
            SqlConnection transaction, Backend backend, List<Moved> moved, Instant now) {
        if (moved.isEmpty()) {
            return Uni.createFrom().item(new Kept(moved, Optional.empty()));
        }
        var change = new GatewayChanged("toolsets");
        return outbox.put(transaction, event(backend, moved, now))
                .call(() -> changes.append(transaction, backend.workspace(), change))
                .map(outboxed -> new Kept(moved, Optional.of(outboxed)));
    }

    private static Event event(Backend backend, List<Moved> moved, Instant now) {
        String words =
                moved.stream()
                        .map(one -> one.state() + " " + one.kind() + " " + one.name())
                        .collect(Collectors.joining("\n"));
        return Event.of(backend.workspace(), "definition.seen", now)
                .with("srv", backend.slug())
                .with("count", Integer.toString(moved.size()))
                .hide("name", words);
    }
}
