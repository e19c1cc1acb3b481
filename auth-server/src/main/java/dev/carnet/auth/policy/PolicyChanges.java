package dev.carnet.auth.policy;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.EndingsStore;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Changes the rules of a workspace: under their lock the rule is written and every client that is
/// blocked by it, and was not before, loses what it holds; then the event, then the feed.
@Singleton
final class PolicyChanges {

    private final ClientPolicyStore store;
    private final EndingLockStore locks;
    private final EndingsStore ending;
    private final Endings endings;
    private final Clock clock;

    PolicyChanges(
            ClientPolicyStore store,
            EndingLockStore locks,
            EndingsStore ending,
            Endings endings,
            Clock clock) {
        this.store = store;
        this.locks = locks;
        this.ending = ending;
        this.endings = endings;
        this.clock = clock;
    }

    /// A rule, and what its change ended.
    record Changed(Rule rule, Endings.Counts ended) {}

    /// Writes the rule in the place of the one about the same, if there is one.
    Uni<Changed> put(ApiCall call, PolicyRequest request) {
        var wanted =
                new Rule(
                        Ids.fresh("pol"),
                        request.target(),
                        request.parsedStance(),
                        request.refreshGraceSeconds().map(Duration::ofSeconds),
                        1,
                        clock.instant().truncatedTo(ChronoUnit.MICROS));
        return endings.run("client_policy", transaction -> put(transaction, call, wanted));
    }

    private Uni<Endings.Work<Changed>> put(SqlConnection transaction, ApiCall call, Rule wanted) {
        return book(transaction, call)
                .invoke(book -> demandPut(call, book, wanted))
                .chain(book ->
                        store.put(transaction, call.workspace(), wanted)
                                .chain(rule ->
                                        end(transaction, call, book, book.with(rule), rule)));
    }

    private static void demandPut(ApiCall call, RuleBook book, Rule wanted) {
        var old = book.find(wanted.target());
        if (old.isEmpty() && call.ifMatch().isPresent()) {
            throw new Refused(Refusal.PRECONDITION_FAILED, "There is no such rule to replace.");
        }
        if (old.isEmpty() && book.rules().size() >= Limits.CLIENT_POLICIES) {
            throw new Refused(
                    Refusal.LIMIT_REACHED,
                    "There are " + Limits.CLIENT_POLICIES + " rules; delete one first.");
        }
        old.ifPresent(rule -> Versions.demand(call, rule.version()));
    }

    /// Deletes a rule. What it kept alive may be blocked by a wider one from now on.
    Uni<Changed> delete(ApiCall call, String id) {
        return endings.run("client_policy", transaction -> delete(transaction, call, id));
    }

    private Uni<Endings.Work<Changed>> delete(SqlConnection transaction, ApiCall call, String id) {
        return book(transaction, call)
                .chain(book -> {
                    Rule rule = named(book, id);
                    Versions.demand(call, rule.version());
                    return store.delete(transaction, call.workspace(), id)
                            .chain(() -> end(transaction, call, book, book.without(rule), rule));
                });
    }

    private static Rule named(RuleBook book, String id) {
        return book.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(Refused::notFound);
    }

    private Uni<RuleBook> book(SqlConnection transaction, ApiCall call) {
        return locks.take(transaction, call.workspace(), ClientPolicies.LOCK)
                .chain(() -> store.book(transaction, call.workspace()));
    }

    private Uni<Endings.Work<Changed>> end(
            SqlConnection transaction, ApiCall call, RuleBook before, RuleBook after, Rule rule) {
        return store.parties(transaction, call.workspace())
                .map(parties ->
                        parties.stream()
                                .filter(party -> after.stance(party) == Stance.BLOCKED)
                                .filter(party -> before.stance(party) != Stance.BLOCKED)
                                .map(Party::clientId)
                                .toList())
                .chain(clients -> ending.clients(transaction, call.workspace(), clients))
                .map(ended -> work(call, after, rule, ended));
    }

    private Endings.Work<Changed> work(
            ApiCall call, RuleBook after, Rule rule, List<EndingsStore.Ended> ended) {
        var counts = Endings.Counts.of(ended);
        boolean kept = after.find(rule.target()).isPresent();
        Event event =
                call.event(kept ? "client_policy.put" : "client_policy.delete", clock.instant())
                        .with("pol", rule.id() + "/" + rule.version())
                        .with("type", rule.target().kind().wire())
                        .with("id", Optional.of(rule.target().text()).filter(id -> !id.isEmpty()))
                        .with("dec", rule.stance().wire())
                        .with("count", Integer.toString(counts.total()))
                        .with("out", "ok");
        return new Endings.Work<>(ended, List.of(event), new Changed(rule, counts));
    }
}
