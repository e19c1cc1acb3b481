package dev.carnet.mcp.gate;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.gate.GateState;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// The steps of a gate on its caller's side. Each is one transaction: the conditional statement and
/// the event beside it, which is in the log before anybody is answered.
@ApplicationScoped
public class Gates {

    private final GateStore store;
    private final Transactions transactions;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final GateSeal seal;
    private final Clock clock;

    @Inject
    Gates(
            GateStore store,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            GateSeal seal,
            Clock clock) {
        this(store, pool::withTransaction, outbox, log, seal, clock);
    }

    Gates(
            GateStore store,
            Transactions transactions,
            AuditOutbox outbox,
            AuditLog log,
            GateSeal seal,
            Clock clock) {
        this.store = store;
        this.transactions = transactions;
        this.outbox = outbox;
        this.log = log;
        this.seal = seal;
        this.clock = clock;
    }

    /// The gate for that call: the one it is at already, or a new one. Empty when its principal has
    /// too many calls waiting.
    ///
    /// @param arguments as received
    Uni<Optional<Gate>> ask(Gate.Ask ask, Viewer viewer, String arguments, String logged) {
        return open(ask)
                .chain(found ->
                        found.isPresent()
                                ? Uni.createFrom().item(found)
                                : make(ask, viewer, arguments, logged).chain(() -> open(ask)));
    }

    private Uni<Optional<Gate>> open(Gate.Ask ask) {
        Instant since = clock.instant().minus(Limits.GATE_REFUSAL_HOLDS);
        return store.open(ask.workspace(), ask.binding(), since);
    }

    private Uni<Boolean> make(Gate.Ask ask, Viewer viewer, String arguments, String logged) {
        Instant now = clock.instant();
        var kept =
                new GateStore.Kept(
                        seal.seal(ask.workspace(), ask.id(), Part.ARGUMENTS, arguments),
                        seal.seal(ask.workspace(), ask.id(), Part.CALLER, AskedBy.text(viewer)));
        Event event = GateEvents.by(viewer.caller(), ask, "gate.request", now).hide("args", logged);
        return step(event, transaction -> store.insert(transaction, ask, kept, now));
    }

    /// That gate, if it is in that workspace.
    Uni<Optional<Gate>> find(String workspace, String id) {
        return Ids.is("gat", id)
                ? store.find(workspace, id)
                : Uni.createFrom().item(Optional.empty());
    }

    /// Begins the one run of an approved call, or finds that it may not.
    Uni<Boolean> begin(Gate gate, Caller caller, String run) {
        Instant now = clock.instant();
        return step(
                GateEvents.by(caller, gate.ask(), "gate.run", now),
                transaction -> store.claim(transaction, gate, run, now).map(Optional::isPresent));
    }

    /// Goes on with a run whose client was asked something.
    Uni<Boolean> resume(Gate gate, String before, String run) {
        return store.resume(gate, before, run, clock.instant());
    }

    /// Keeps what a run asks its client until that is answered.
    ///
    /// @param before as it was kept until now
    Uni<Boolean> asks(Gate gate, String run, Optional<Buffer> before, Inquiry inquiry) {
        Buffer sealed = seal.seal(gate.workspace(), gate.id(), Part.ASKED, inquiry.text());
        return store.ask(gate, run, before, sealed, clock.instant().plus(Limits.STATE_TIME));
    }

    /// What the run of a gate asks its client, if it waits for that.
    Optional<Inquiry> inquiry(Gate gate) {
        return gate.sealed()
                .asked()
                .filter(_ -> gate.state() == GateState.RUNNING)
                .map(sealed -> Inquiry.read(text(gate, Part.ASKED, sealed)));
    }

    /// Ends a run.
    ///
    /// @param state `done`, `failed` or `unknown`
    /// @param result what is kept for who asks again
    Uni<Boolean> end(Gate gate, Caller caller, String run, String state, Optional<String> result) {
        Instant now = clock.instant();
        Optional<Buffer> sealed =
                result.map(text -> seal.seal(gate.workspace(), gate.id(), Part.RESULT, text));
        return step(
                GateEvents.by(caller, gate.ask(), "gate.end", now).with("out", state),
                transaction -> store.end(transaction, gate, run, state, sealed, now));
    }

    /// Ends an approved call that may not run after all.
    Uni<Boolean> fail(Gate gate, Caller caller, String why) {
        Instant now = clock.instant();
        return step(
                GateEvents.by(caller, gate.ask(), "gate.fail", now).with("why", why),
                transaction -> store.fail(transaction, gate, why, now));
    }

    /// Takes a call back that has not run.
    Uni<Boolean> withdraw(Gate gate, Caller caller, String why) {
        Instant now = clock.instant();
        return step(
                GateEvents.by(caller, gate.ask(), "gate.withdraw", now).with("why", why),
                transaction -> store.withdraw(transaction, gate, why, now));
    }

    /// The text of a sealed part of a gate.
    String text(Gate gate, Part part, Buffer sealed) {
        return seal.open(gate.workspace(), gate.id(), part, sealed);
    }

    /// One step and its event, or neither.
    private Uni<Boolean> step(Event event, Function<SqlConnection, Uni<Boolean>> statement) {
        return transactions
                .in(transaction ->
                        statement
                                .apply(transaction)
                                .chain(moved -> moved ? put(transaction, event) : nothing()))
                .call(told -> told.map(this::settle).orElseGet(Uni.createFrom()::voidItem))
                .map(Optional::isPresent);
    }

    private Uni<Optional<Outboxed>> put(SqlConnection transaction, Event event) {
        return outbox.put(transaction, event).map(Optional::of);
    }

    private Uni<Void> settle(Outboxed outboxed) {
        return log.settle(outboxed).replaceWithVoid();
    }

    private static Uni<Optional<Outboxed>> nothing() {
        return Uni.createFrom().item(Optional.empty());
    }
}
