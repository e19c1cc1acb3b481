package dev.carnet.auth.agent;

import dev.carnet.auth.agent.AgentStore.Bounds;
import dev.carnet.auth.mandate.Granted;
import dev.carnet.auth.mandate.ServiceStore;
import dev.carnet.auth.revocation.HoldStore;
import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/// What can be done with agents.
@ApplicationScoped
class Agents {

    private final AgentStore store = new AgentStore();
    private final HoldStore holds = new HoldStore();
    private final ServiceStore services = new ServiceStore();
    private final AgentLimitStore limits = new AgentLimitStore();
    private final TemplateStore templates = new TemplateStore();
    private final Mutiny.SessionFactory sessions;
    private final Revocations revocations;
    private final Clock clock;

    Agents(Mutiny.SessionFactory sessions, Revocations revocations, Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.clock = clock;
    }

    Uni<Deed> register(SqlConnection transaction, ApiCall call, AgentRequest request) {
        return services.resolve(transaction, call.workspace(), request.services())
                .map(request::with)
                .chain(known ->
                        limits(transaction, call, known)
                                .map(limits -> new AgentDraft(known, limits)))
                .chain(draft -> register(transaction, call, draft));
    }

    /// Of the template that is asked for. Who is of one gets what is assigned to it, so an agent is
    /// put there by whoever may change who is.
    private Uni<AgentLimits> limits(SqlConnection transaction, ApiCall call, AgentRequest request) {
        if (request.templateId().isEmpty()) {
            return Uni.createFrom().item(AgentLimits.NONE);
        }
        call.refuseAgents();
        if (!Role.OPERATORS.contains(call.caller().role())) {
            throw Refused.role("Only operators make agents from templates.");
        }
        return limits.find(transaction, call.workspace(), request.templateId().get())
                .map(found ->
                        found.map(AgentLimitStore.Versioned::limits).orElse(AgentLimits.NONE));
    }

    private Uni<Deed> register(SqlConnection transaction, ApiCall call, AgentDraft draft) {
        Agent agent = draft.agent(call, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return store.insert(transaction, call.workspace(), agent, draft.granted())
                .chain(() -> join(transaction, call, agent))
                .map(changes ->
                        new Deed(
                                Answer.created(agent, "/agents/" + agent.id()),
                                call.event("agent.register", agent.createdAt())
                                        .with("id", agent.id())
                                        .with("scope", String.join(" ", agent.scopes()))
                                        .with("mode", agent.mode())
                                        .with("tpl", draft.request().templateId())
                                        .hide("name", agent.name()),
                                changes));
    }

    private Uni<List<ChangeBody>> join(SqlConnection transaction, ApiCall call, Agent agent) {
        var made =
                new AgentChanged(
                        new AgentState(
                                agent.id(),
                                agent.ownerId(),
                                agent.name(),
                                AgentState.Status.ACTIVE));
        if (agent.templates().isEmpty()) {
            return Uni.createFrom().item(List.of(made));
        }
        return templates
                .join(transaction, call.workspace(), agent.templates().getFirst(), agent.id())
                .invoke(TemplateStore.Joined::demandDone)
                .map(_ -> List.of(made, TemplateStore.CHANGED));
    }

    Uni<List<Agent>> list(ApiCall call, Slice slice) {
        return sessions.withStatelessSession(
                        session -> store.list(session, call.workspace(), slice))
                .map(rows -> rows.stream().map(AgentRow::view).toList());
    }

    Uni<Response> find(ApiCall call, String id) {
        return sessions.withStatelessSession(session -> read(session, call, id))
                .map(row -> answer(row).response());
    }

    Uni<Deed> edit(Mutiny.StatelessSession session, ApiCall call, String id, AgentEdit edit) {
        return read(session, call, id)
                .invoke(row -> demandReach(call, row))
                .invoke(row -> Versions.demand(call, row.version))
                .call(row -> demandDecided(session, call, row, edit))
                .invoke(row -> apply(call, edit, row))
                .call(session::update)
                .map(row ->
                        new Deed(
                                answer(row),
                                call.event(edit.act(), clock.instant())
                                        .with("id", row.id)
                                        .hide("name", row.name),
                                List.of(new AgentChanged(row.state()))));
    }

    /// A review is decided where it is; whoever unblocks the agent instead would leave it open.
    private Uni<Void> demandDecided(
            Mutiny.StatelessSession session, ApiCall call, AgentRow row, AgentEdit edit) {
        if (edit.blocked().isEmpty() || row.blockedAt == null) {
            return Uni.createFrom().voidItem();
        }
        Oversight.of(call, row.owner, row.held).demandUnblock();
        return store.pending(session, call.workspace(), row.id)
                .invoke(pending ->
                        pending.ifPresent(review -> {
                            throw new Refused(
                                    Refusal.NOT_ACTIVE,
                                    "Somebody has to decide first, at /reviews/%s/decision."
                                            .formatted(review));
                        }))
                .replaceWithVoid();
    }

    private static void apply(ApiCall call, AgentEdit edit, AgentRow row) {
        Oversight oversight = Oversight.of(call, row.owner, row.held);
        oversight.demandStep("on_info", row.onInfo, edit.onInfo());
        oversight.demandStep("on_warning", row.onWarning, edit.onWarning());
        oversight.demandStep("on_critical", row.onCritical, edit.onCritical());
        row.held = oversight.with(edit.steps());
        edit.name().ifPresent(name -> row.name = name);
        edit.description().ifPresent(description -> row.description = description);
        edit.onInfo().ifPresent(step -> row.onInfo = step);
        edit.onWarning().ifPresent(step -> row.onWarning = step);
        edit.onCritical().ifPresent(step -> row.onCritical = step);
        if (edit.blocked().isPresent()) {
            row.blockedAt = null;
            row.held = oversight.unblocked(row.held);
        }
        if (edit.status().isPresent() && row.suspendedAt != null) {
            oversight.demandResume();
            row.held = oversight.resumed();
            row.suspendedAt = null;
        }
    }

    /// Suspends the agent and ends its passports.
    Uni<Response> suspend(ApiCall call, String id) {
        return reached(call, id)
                .chain(() ->
                        revocations.revoke(
                                order(call, "agent.suspend", id, RevocationType.AGENT),
                                transaction -> holds.suspend(transaction, call, id)))
                .chain(() -> find(call, id));
    }

    /// Changes what the agent may do, and ends what it has by what it could before.
    Uni<Response> confine(ApiCall call, String id, AgentEdit edit) {
        Optional<List<String>> scopes =
                edit.scopes()
                        .map(names ->
                                ScopeList.names(
                                        ScopeList.parseWithin(
                                                "/scopes", names, call.caller().scopes())));
        String act = edit.blocked().isPresent() ? "agent.block" : "agent.confine";
        var order = order(call, act, id, RevocationType.AGENT_PASSPORTS);
        return reached(call, id)
                .chain(() ->
                        revocations.revoke(
                                order,
                                transaction ->
                                        bounds(transaction, call, id, scopes, edit)
                                                .chain(bounds ->
                                                        store.confine(
                                                                transaction,
                                                                call.workspace(),
                                                                id,
                                                                bounds))))
                .chain(() -> find(call, id));
    }

    private Uni<Bounds> bounds(
            SqlConnection transaction,
            ApiCall call,
            String id,
            Optional<List<String>> scopes,
            AgentEdit edit) {
        return services.resolve(transaction, call.workspace(), edit.services())
                .map(resolved ->
                        resolved.isPresent() || edit.allServices().orElse(false)
                                ? Optional.of(Granted.ANYTHING.choose(resolved))
                                : Optional.<Granted>empty())
                .chain(granted ->
                        store.confinement(transaction, call, id)
                                .map(before ->
                                        before.orElseThrow(Refused::notFound)
                                                .changed(scopes, granted, edit)));
    }

    /// Deletes the agent and ends its passports.
    Uni<RevocationAnswer> delete(ApiCall call, String id) {
        RevocationOrder order = order(call, "agent.delete", id, RevocationType.AGENT);
        return reached(call, id)
                .chain(() ->
                        revocations.revoke(
                                order,
                                transaction ->
                                        store.delete(transaction, call.workspace(), id)
                                                .chain(gone -> left(transaction, call, id, gone))))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    /// Who is gone is of no template any more.
    private Uni<List<ChangeBody>> left(
            SqlConnection transaction, ApiCall call, String id, List<ChangeBody> gone) {
        return gone.isEmpty()
                ? Uni.createFrom().item(gone)
                : templates
                        .leave(transaction, call.workspace(), id)
                        .map(more -> Stream.concat(gone.stream(), more.stream()).toList());
    }

    /// Refuses who does not change that agent, or finds that there is none.
    Uni<Void> demandReach(ApiCall call, String id) {
        return sessions.withStatelessSession(session -> read(session, call, id))
                .invoke(row -> demandReach(call, row))
                .replaceWithVoid();
    }

    /// Refuses who edits another version of it than there is, or finds that there is none.
    Uni<Void> demandVersion(ApiCall call, String id) {
        return reached(call, id).replaceWithVoid();
    }

    private Uni<AgentRow> reached(ApiCall call, String id) {
        return sessions.withStatelessSession(session -> read(session, call, id))
                .invoke(row -> demandReach(call, row))
                .invoke(row -> Versions.demand(call, row.version));
    }

    private RevocationOrder order(ApiCall call, String act, String id, RevocationType type) {
        return new RevocationOrder(
                call.workspace(), type, id, "", call.event(act, clock.instant()));
    }

    private static void demandReach(ApiCall call, AgentRow row) {
        if (!Role.OPERATORS.contains(call.caller().role()) && !call.isPerson(row.owner)) {
            throw Refused.role("Only its owner and operators change an agent.");
        }
    }

    private Uni<AgentRow> read(Mutiny.StatelessSession session, ApiCall call, String id) {
        return store.find(session, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    private static Answer answer(AgentRow row) {
        return Answer.ok(row.view()).tagged(Versions.tag(row.version));
    }
}
