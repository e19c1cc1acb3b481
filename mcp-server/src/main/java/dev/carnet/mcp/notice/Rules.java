package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What can be done with rules.
@ApplicationScoped
public class Rules {

    private final RuleStore store;
    private final CountLockStore counts;
    private final Pool pool;
    private final Clock clock;

    Rules(RuleStore store, CountLockStore counts, Pool pool, Clock clock) {
        this.store = store;
        this.counts = counts;
        this.pool = pool;
        this.clock = clock;
    }

    Rule draft(RuleRequest request) {
        return new Rule(
                Ids.fresh("nru"),
                request.name(),
                request.severity().orElse("warning"),
                request.kinds().orElse(List.of()).stream().distinct().toList(),
                request.agents().orElse(List.of()).stream().distinct().toList(),
                request.destinations().stream().distinct().toList(),
                request.enabled().orElse(true),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    Uni<Deed> create(SqlConnection transaction, ApiCall call, Rule rule) {
        return demandKnown(transaction, call, rule)
                .chain(() -> counts.take(transaction, call.workspace()))
                .chain(() -> store.insert(transaction, call.workspace(), rule))
                .map(kept -> {
                    if (!kept) {
                        throw new Refused(
                                Refusal.LIMIT_REACHED,
                                "A workspace has " + NoticeLimits.NOTICE_RULES + " rules at most.");
                    }
                    Answer answer =
                            Answer.created(rule, "/notifications/rules/" + rule.id())
                                    .tagged(Versions.tag(rule.version()));
                    return deed(call, "notice_rule.create", rule, answer);
                });
    }

    Uni<List<Rule>> list(ApiCall call, Slice slice) {
        return store.list(pool, call.workspace(), slice);
    }

    Uni<Answer> find(ApiCall call, String id) {
        return read(pool, call, id).map(Rules::answer);
    }

    Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, RuleEdit edit) {
        return read(transaction, call, id)
                .invoke(old -> Versions.demand(call, old.version()))
                .map(edit::over)
                .call(rule -> demandKnown(transaction, call, edit.said(rule)))
                .call(rule ->
                        store.update(transaction, call.workspace(), rule).invoke(Rules::demandSame))
                .chain(() -> read(transaction, call, id))
                .map(rule -> deed(call, "notice_rule.edit", rule, answer(rule)));
    }

    Uni<Deed> delete(SqlConnection transaction, ApiCall call, String id) {
        return read(transaction, call, id)
                .invoke(rule -> Versions.demand(call, rule.version()))
                .call(rule ->
                        store.delete(transaction, call.workspace(), rule).invoke(Rules::demandSame))
                .map(rule -> deed(call, "notice_rule.delete", rule, Answer.ok(rule)));
    }

    private Uni<Void> demandKnown(SqlConnection transaction, ApiCall call, Rule rule) {
        if (!Kinds.ALL.containsAll(rule.kinds())) {
            throw Refused.field(
                    "/kinds",
                    "names an unknown kind: those of /detectors, gate.*, server.*, "
                            + Kinds.GATES
                            + " and "
                            + Kinds.SERVERS);
        }
        return store.destinations(transaction, call.workspace(), rule.destinations())
                .invoke(known ->
                        demandAll(known, rule.destinations(), "/destinations", "destination"))
                .chain(() -> store.agents(transaction, call.workspace(), rule.agents()))
                .invoke(known -> demandAll(known, rule.agents(), "/agents", "agent"))
                .replaceWithVoid();
    }

    private static void demandAll(int known, List<String> named, String field, String what) {
        if (known != named.size()) {
            throw Refused.field(field, "names an unknown " + what);
        }
    }

    private static void demandSame(boolean done) {
        if (!done) {
            throw Versions.changedMeanwhile();
        }
    }

    private Uni<Rule> read(SqlClient client, ApiCall call, String id) {
        return store.find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private Deed deed(ApiCall call, String act, Rule rule, Answer answer) {
        return new Deed(
                answer,
                call.event(act, clock.instant())
                        .with("id", rule.id())
                        .with("kind", rule.severity())
                        .with("type", rule.enabled() ? "enabled" : "disabled")
                        .with("count", Integer.toString(rule.destinations().size()))
                        .hide("name", rule.name()),
                List.of());
    }

    private static Answer answer(Rule rule) {
        return Answer.ok(rule).tagged(Versions.tag(rule.version()));
    }
}
