package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.policy.PolicyReader.Read;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Changes the policy of a workspace, with the event and the feed row in the same transaction. When
/// it is answered, every replica decides by what it says.
@Singleton
final class PolicyChanges {

    private static final List<ChangeBody> EVERYBODY_READS_ANEW =
            List.of(new GatewayChanged(Policies.PART));

    private final Deeds deeds;
    private final VersionStore store;
    private final Warnings warnings;
    private final Vertx vertx;
    private final Clock clock;

    PolicyChanges(Deeds deeds, VersionStore store, Warnings warnings, Vertx vertx, Clock clock) {
        this.deeds = deeds;
        this.store = store;
        this.warnings = warnings;
        this.vertx = vertx;
        this.clock = clock;
    }

    /// Keeps a draft in the place of the one that is there. One that is not a policy is refused
    /// with everything that is wrong with it.
    Uni<Response> draft(ApiCall call, Map<String, Object> body) {
        ObjectNode document = Documents.tree(body);
        return sound(document)
                .chain(() -> held(call, (transaction, state) -> keep(transaction, call, document)));
    }

    private Uni<Deed> keep(SqlConnection transaction, ApiCall call, ObjectNode document) {
        var draft = new PolicyState.Draft(Documents.text(document), call.answerable(), now());
        return store.draft(transaction, call.workspace(), draft)
                .chain(() -> after(transaction, call, event(call, "policy.draft"), List.of()));
    }

    /// Throws the draft away.
    Uni<Response> dropDraft(ApiCall call) {
        return held(
                call,
                (transaction, state) -> {
                    demandDraft(state);
                    return store.dropDraft(transaction, call.workspace())
                            .chain(() ->
                                    after(
                                            transaction,
                                            call,
                                            event(call, "policy.draft.drop"),
                                            List.of()));
                });
    }

    /// Makes the draft the next version, and active.
    Uni<Response> activate(ApiCall call, String note) {
        return held(
                call,
                (transaction, state) -> {
                    String document = demandDraft(state).document();
                    return store.dropDraft(transaction, call.workspace())
                            .chain(() ->
                                    activate(
                                            transaction,
                                            call,
                                            "policy.activate",
                                            next(call, document, note, Optional.empty())));
                });
    }

    /// Makes a copy of an older version the next one, and active. A draft stays as it is.
    Uni<Response> restore(ApiCall call, long number, String note) {
        return held(
                call,
                (transaction, state) ->
                        store.version(transaction, call.workspace(), number)
                                .map(found -> found.orElseThrow(Refused::notFound))
                                .map(old -> next(call, old.document(), note, Optional.of(number)))
                                .chain(next ->
                                        activate(transaction, call, "policy.restore", next)));
    }

    private Uni<Deed> activate(SqlConnection transaction, ApiCall call, String act, Version next) {
        return store.activate(transaction, call.workspace(), next)
                .chain(made -> {
                    Event event =
                            event(call, act)
                                    .with("pol", Long.toString(made.number()))
                                    .with("id", made.restores().map(number -> number.toString()));
                    return after(transaction, call, event, EVERYBODY_READS_ANEW);
                });
    }

    private Version next(ApiCall call, String document, String note, Optional<Long> restores) {
        return new Version(0, document, note, call.answerable(), now(), restores);
    }

    private Uni<Response> held(
            ApiCall call, BiFunction<SqlConnection, PolicyState, Uni<Deed>> work) {
        return deeds.change(
                call,
                transaction ->
                        store.hold(transaction, call.workspace())
                                .chain(state -> {
                                    Versions.demand(call, state.revision());
                                    return work.apply(transaction, state);
                                }));
    }

    private Uni<Deed> after(
            SqlConnection transaction, ApiCall call, Event event, List<ChangeBody> changes) {
        return store.state(transaction, call.workspace())
                .chain(state ->
                        warnings.of(transaction, call.workspace(), state.newest())
                                .map(found ->
                                        new Deed(
                                                Answer.ok(PolicyView.of(state, found))
                                                        .tagged(Versions.tag(state.revision())),
                                                event,
                                                changes)));
    }

    private Event event(ApiCall call, String act) {
        return call.event(act, clock.instant()).with("out", "ok");
    }

    /// Compiling many conditions takes a while, so it is not done on the event loop.
    private Uni<Void> sound(ObjectNode document) {
        return vertx.executeBlocking(() -> PolicyReader.read(document))
                .invoke(read -> {
                    if (read instanceof Read.Wrong wrong) {
                        throw Refused.fields(wrong.errors());
                    }
                })
                .replaceWithVoid();
    }

    private static PolicyState.Draft demandDraft(PolicyState state) {
        return state.draft()
                .orElseThrow(() ->
                        new Refused(
                                Refusal.NOT_ACTIVE, "There is no draft; PUT /policy/draft first."));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
