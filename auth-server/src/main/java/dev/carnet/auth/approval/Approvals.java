package dev.carnet.auth.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.http.Visitor;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.gate.DecisionStore;
import dev.carnet.shared.gate.DecisionStore.Decision;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.gate.GateState;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// One person's decision about one gate: the conditional statement, the event beside it, and the
/// word to the replicas, in one transaction. What the statement does not count changes nothing.
@Singleton
final class Approvals {

    private final DecisionStore store = new DecisionStore();
    private final ChangeStore changes;
    private final GateSeal seal;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    Approvals(
            ChangeStore changes,
            GateSeal seal,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.changes = changes;
        this.seal = seal;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Who decides about what.
    ///
    /// @param version of the arguments the person saw
    /// @param remark what they wrote; empty for nothing
    record Word(
            String workspace,
            String gate,
            int version,
            String person,
            String remark,
            Visitor visitor) {}

    /// Says yes.
    Uni<Boolean> approve(Word word) {
        Instant now = clock.instant();
        return step(
                event(word, "gate.approve", now),
                word,
                transaction -> store.approve(transaction, decision(word, now)));
    }

    /// Says yes to other arguments.
    Uni<Boolean> edit(Word word, ObjectNode arguments) {
        Instant now = clock.instant();
        String text = arguments.toString();
        Buffer edited = seal.seal(word.workspace(), word.gate(), Part.EDITED, text);
        return step(
                event(word, "gate.edit", now).hide("args", text),
                word,
                transaction -> store.edit(transaction, decision(word, now), edited));
    }

    /// Says no.
    Uni<Boolean> reject(Word word) {
        Instant now = clock.instant();
        return step(
                event(word, "gate.reject", now),
                word,
                transaction -> store.reject(transaction, decision(word, now)));
    }

    private Event event(Word word, String act, Instant now) {
        Event event =
                word.visitor()
                        .in(Event.of(word.workspace(), act, now))
                        .with("sub", word.person())
                        .with("gate", word.gate())
                        .with("count", Integer.toString(word.version()));
        return word.remark().isEmpty() ? event : event.hide("reason", word.remark());
    }

    private Decision decision(Word word, Instant now) {
        Optional<Buffer> remark =
                Optional.of(word.remark())
                        .filter(text -> !text.isEmpty())
                        .map(text -> seal.seal(word.workspace(), word.gate(), Part.REMARK, text));
        return new Decision(
                word.workspace(), word.gate(), word.version(), word.person(), now, remark);
    }

    private Uni<Boolean> step(
            Event event, Word word, Function<SqlConnection, Uni<Optional<GateState>>> statement) {
        return pool.withTransaction(transaction ->
                        statement
                                .apply(transaction)
                                .chain(state ->
                                        state.map(now -> tell(transaction, event, word, now))
                                                .orElseGet(Approvals::nothing)))
                .call(told ->
                        told.map(one -> log.settle(one).replaceWithVoid())
                                .orElseGet(Uni.createFrom()::voidItem))
                .map(Optional::isPresent);
    }

    private Uni<Optional<Outboxed>> tell(
            SqlConnection transaction, Event event, Word word, GateState now) {
        return outbox.put(transaction, event.with("out", now.wire()))
                .call(() ->
                        changes.append(transaction, word.workspace(), new GatewayChanged("gates")))
                .map(Optional::of);
    }

    private static Uni<Optional<Outboxed>> nothing() {
        return Uni.createFrom().item(Optional.empty());
    }
}
