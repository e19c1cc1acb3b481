package dev.carnet.auth.approval;

import dev.carnet.auth.approval.Approvals.Word;
import dev.carnet.auth.approval.EditStore.Said;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Has edited arguments checked before anybody approves them. mcp-server has the tool's schema and
/// the workspace's rules; it is told by the change feed, and its verdict is looked for a while.
@Singleton
final class Edits {

    private final EditStore store;
    private final ChangeStore changes;
    private final GateSeal seal;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    Edits(
            EditStore store,
            ChangeStore changes,
            GateSeal seal,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.store = store;
        this.changes = changes;
        this.seal = seal;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// What came of the check.
    sealed interface Check {

        /// They can be approved.
        record Fits() implements Check {}

        /// They cannot.
        ///
        /// @param why `unfit`, `refused` or `gone`
        /// @param problems what does not fit, in words; empty when that is not it
        record Unfit(String why, String problems) implements Check {}

        /// Nobody can say now.
        record Silent() implements Check {}

        /// There is nothing for this person to edit any more.
        record Late() implements Check {}
    }

    /// Checks those arguments.
    Uni<Check> check(Word word, String arguments) {
        String edit = Ids.fresh("edt");
        Instant until = clock.instant().plus(Limits.EDIT_CHECK);
        return pool.withTransaction(transaction -> put(transaction, word, edit, arguments))
                .chain(asked ->
                        asked
                                ? judged(word.workspace(), edit, until)
                                        .chain(() -> take(word, edit))
                                : Uni.createFrom().item(new Check.Late()));
    }

    private Uni<Boolean> put(SqlConnection transaction, Word word, String edit, String arguments) {
        var sealed = seal.seal(word.workspace(), word.gate(), Part.PROPOSED, arguments);
        return store.put(transaction, word, edit, sealed, Limits.EDITS_OPEN, clock.instant())
                .call(asked ->
                        asked
                                ? changes.append(
                                        transaction,
                                        word.workspace(),
                                        new GatewayChanged("gate_edits"))
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> judged(String workspace, String edit, Instant until) {
        return store.isJudged(pool, workspace, edit)
                .chain(judged ->
                        judged || clock.instant().isAfter(until)
                                ? Uni.createFrom().voidItem()
                                : Uni.createFrom()
                                        .voidItem()
                                        .onItem()
                                        .delayIt()
                                        .by(Limits.EDIT_LOOK)
                                        .chain(() -> judged(workspace, edit, until)));
    }

    private record Taken(Check check, Optional<Outboxed> told) {}

    private Uni<Check> take(Word word, String edit) {
        return pool.withTransaction(transaction ->
                        store.take(transaction, word.workspace(), edit)
                                .map(said ->
                                        said.map(one -> check(word, one))
                                                .orElseGet(Check.Silent::new))
                                .chain(check -> tell(transaction, word, check)))
                .call(taken ->
                        taken.told()
                                .map(one -> log.settle(one).replaceWithVoid())
                                .orElseGet(Uni.createFrom()::voidItem))
                .map(Taken::check);
    }

    private Check check(Word word, Said said) {
        return said.word()
                .map(verdict ->
                        verdict.equals("fits")
                                ? new Check.Fits()
                                : new Check.Unfit(verdict, problems(word, said)))
                .orElseGet(Check.Silent::new);
    }

    private String problems(Word word, Said said) {
        return said.problems()
                .map(sealed -> seal.open(word.workspace(), word.gate(), Part.PROBLEMS, sealed))
                .map(Plainly::text)
                .orElse("");
    }

    /// What was refused leaves an entry; what fits has one when it counts.
    private Uni<Taken> tell(SqlConnection transaction, Word word, Check check) {
        if (!(check instanceof Check.Unfit unfit)) {
            return Uni.createFrom().item(new Taken(check, Optional.empty()));
        }
        Event event =
                word.visitor()
                        .in(Event.of(word.workspace(), "gate.edit_refused", clock.instant()))
                        .with("sub", word.person())
                        .with("gate", word.gate())
                        .with("why", unfit.why());
        return outbox.put(transaction, event).map(told -> new Taken(check, Optional.of(told)));
    }
}
