package dev.carnet.mcp.pin;

import dev.carnet.mcp.pin.ApprovalRequest.One;
import dev.carnet.mcp.tool.ToolClass;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What operators decide about definitions.
@Singleton
final class Pins {

    private final PinStore store;
    private final Backends backends;
    private final ReservedNames reserved;
    private final Collisions collisions;
    private final Pool pool;
    private final Clock clock;

    Pins(
            PinStore store,
            Backends backends,
            ReservedNames reserved,
            Collisions collisions,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.backends = backends;
        this.reserved = reserved;
        this.collisions = collisions;
        this.pool = pool;
        this.clock = clock;
    }

    /// The server a path names.
    Backend backend(ApiCall call, String server) {
        return backends.find(call.workspace(), server).orElseThrow(Refused::notFound);
    }

    Uni<List<PinView>> list(
            ApiCall call,
            String server,
            Optional<String> state,
            Optional<String> kind,
            Slice slice) {
        return store.list(pool, call.workspace(), backend(call, server).id(), state, kind, slice)
                .map(pins -> pins.stream().map(PinView::of).toList());
    }

    Uni<PinView> find(ApiCall call, String server, String id) {
        return store.find(pool, call.workspace(), backend(call, server).id(), id)
                .map(found -> PinView.of(found.orElseThrow(Refused::notFound)));
    }

    /// Approves all of what was asked for, or nothing.
    Uni<Deed> approve(
            SqlConnection transaction, ApiCall call, String server, ApprovalRequest request) {
        Backend backend = backend(call, server);
        return store.lockNames(transaction, call.workspace())
                .chain(() -> store.lock(transaction, call.workspace(), backend.id()))
                .map(pins -> wanted(pins, request))
                .chain(wanted -> approvals(transaction, call, backend, wanted))
                .call(approvals -> demandRoom(transaction, call, approvals))
                .call(approvals -> each(approvals, one -> approve(transaction, call, one)))
                .chain(approvals ->
                        after(
                                transaction,
                                call,
                                event(call, "definition.approve", backend, approvals),
                                approvals.stream().map(Approval::pin).toList()));
    }

    /// Takes things out of what is offered.
    Uni<Deed> hide(SqlConnection transaction, ApiCall call, String server, HideRequest request) {
        Backend backend = backend(call, server);
        Set<String> ids = Set.copyOf(request.definitions());
        return store.lock(transaction, call.workspace(), backend.id())
                .map(pins -> pins.stream().filter(pin -> ids.contains(pin.id())).toList())
                .invoke(pins -> demandAll(pins.size(), ids.size()))
                .call(pins ->
                        each(
                                pins,
                                pin ->
                                        store.hide(
                                                transaction,
                                                call.workspace(),
                                                backend.id(),
                                                pin.id())))
                .chain(pins ->
                        after(
                                transaction,
                                call,
                                about(call, "definition.hide", backend, pins),
                                pins));
    }

    /// A thing, and what is to become of it.
    private record Wanted(Pin pin, One one) {}

    private static List<Wanted> wanted(List<Pin> pins, ApprovalRequest request) {
        Map<String, Pin> known =
                pins.stream().collect(Collectors.toMap(Pin::id, Function.identity()));
        Map<String, One> asked =
                request.definitions().stream()
                        .collect(Collectors.toMap(One::id, Function.identity(), (one, _) -> one));
        List<Wanted> wanted =
                asked.values().stream()
                        .flatMap(one ->
                                Optional.ofNullable(known.get(one.id())).stream()
                                        .map(pin -> new Wanted(pin, one)))
                        .sorted(Comparator.comparing(found -> found.pin().name()))
                        .toList();
        demandAll(wanted.size(), asked.size());
        wanted.forEach(found -> demandSeen(found.pin(), found.one()));
        return wanted;
    }

    private static void demandAll(int found, int asked) {
        if (found != asked) {
            throw Refused.notFound();
        }
    }

    /// Nobody approves what they have not seen.
    private static void demandSeen(Pin pin, One one) {
        if (!pin.seen().hash().equals(one.hash())) {
            throw Versions.changedMeanwhile();
        }
        if (pin.state() == State.GONE) {
            throw new Refused(Refusal.NOT_ACTIVE, pin.name() + " is not listed any more.");
        }
    }

    private Uni<List<Approval>> approvals(
            SqlConnection transaction, ApiCall call, Backend backend, List<Wanted> wanted) {
        Uni<List<Approval>> chain = Uni.createFrom().item(new ArrayList<>());
        for (Kind kind : Kind.values()) {
            List<Wanted> ofKind =
                    wanted.stream().filter(found -> found.pin().kind() == kind).toList();
            if (!ofKind.isEmpty()) {
                chain =
                        chain.call(approvals ->
                                store.aliases(transaction, call.workspace(), kind)
                                        .invoke(taken ->
                                                approvals.addAll(
                                                        named(call, backend, ofKind, taken))));
            }
        }
        return chain;
    }

    private List<Approval> named(
            ApiCall call, Backend backend, List<Wanted> wanted, Set<String> had) {
        var taken = new HashSet<>(had);
        var approvals = new ArrayList<Approval>();
        for (Wanted found : wanted) {
            Pin pin = found.pin();
            String alias = pin.alias().orElseGet(() -> alias(backend, pin, taken));
            if (pin.alias().isEmpty() && isTaken(alias, taken)) {
                throw new Refused(
                        Refusal.ALREADY_EXISTS, "The name " + alias + " is taken already.");
            }
            taken.add(alias);
            approvals.add(approval(call, found, alias));
        }
        return approvals;
    }

    private Approval approval(ApiCall call, Wanted found, String alias) {
        Pin pin = found.pin();
        ToolClass toolClass =
                found.one()
                        .toolClass()
                        .flatMap(Suggestion::named)
                        .orElseGet(() -> Suggestion.unset(pin.kind()));
        return new Approval(
                pin, pin.seen().hash(), toolClass, alias, call.caller().subject(), clock.instant());
    }

    private String alias(Backend backend, Pin pin, Set<String> taken) {
        return switch (pin.kind()) {
            case TOOL, PROMPT ->
                    Naming.atGateway(backend.slug(), pin.name(), name -> isTaken(name, taken));
            case RESOURCE, TEMPLATE -> Naming.uriAtGateway(backend.slug(), pin.name());
        };
    }

    private boolean isTaken(String name, Set<String> taken) {
        return taken.contains(name) || reserved.has(name);
    }

    private Uni<Void> demandRoom(SqlConnection transaction, ApiCall call, List<Approval> coming) {
        List<Approved> approved =
                coming.stream()
                        .map(one ->
                                new Approved(
                                        call.workspace(),
                                        one.pin().id(),
                                        one.pin().serverId(),
                                        one.pin().seen(),
                                        one.toolClass(),
                                        one.alias()))
                        .toList();
        return collisions
                .of(transaction, call.workspace(), approved)
                .invoke(found ->
                        found.ifPresent(text -> {
                            throw new Refused(Refusal.ALREADY_EXISTS, text);
                        }))
                .replaceWithVoid();
    }

    private Uni<Void> approve(SqlConnection transaction, ApiCall call, Approval approval) {
        return store.approve(transaction, call.workspace(), approval)
                .invoke(done -> {
                    if (!done) {
                        throw Versions.changedMeanwhile();
                    }
                })
                .replaceWithVoid();
    }

    private static <T> Uni<Void> each(List<T> all, Function<T, Uni<?>> work) {
        Uni<Void> chain = Uni.createFrom().voidItem();
        for (T one : all) {
            chain = chain.chain(() -> work.apply(one)).replaceWithVoid();
        }
        return chain;
    }

    private Uni<Deed> after(
            SqlConnection transaction, ApiCall call, Event event, List<Pin> touched) {
        Set<String> ids = touched.stream().map(Pin::id).collect(Collectors.toSet());
        return store.lock(transaction, call.workspace(), touched.getFirst().serverId())
                .map(pins ->
                        pins.stream()
                                .filter(pin -> ids.contains(pin.id()))
                                .map(PinView::of)
                                .toList())
                .map(views ->
                        new Deed(
                                Answer.ok(new PinsView(views)),
                                event,
                                List.of(new GatewayChanged("toolsets"))));
    }

    private Event event(ApiCall call, String act, Backend backend, List<Approval> approvals) {
        var words =
                approvals.stream()
                        .map(one ->
                                "%s %s %s %s"
                                        .formatted(
                                                one.pin().id(),
                                                Suggestion.wire(one.toolClass()),
                                                one.hash(),
                                                one.pin().name()))
                        .collect(Collectors.joining("\n"));
        return about(call, act, backend, approvals.stream().map(Approval::pin).toList())
                .hide("name", words);
    }

    private Event about(ApiCall call, String act, Backend backend, List<Pin> pins) {
        return call.event(act, clock.instant())
                .with("srv", backend.slug())
                .with("id", pins.stream().map(Pin::id).sorted().findFirst())
                .with("count", Integer.toString(pins.size()));
    }
}
