package dev.carnet.auth.agent;

import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.change.AgentState;
import dev.carnet.shared.change.ChangeBody.AgentChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/// What can be done with agents.
@ApplicationScoped
class Agents {

    private final AgentStore store = new AgentStore();
    private final Mutiny.SessionFactory sessions;
    private final Revocations revocations;
    private final Clock clock;

    Agents(Mutiny.SessionFactory sessions, Revocations revocations, Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.clock = clock;
    }

    Agent draft(ApiCall call, AgentRequest request) {
        List<String> names = request.scopes().orElse(List.of(Scope.READ.wire()));
        var scopes = ScopeList.parseWithin("/scopes", names, call.caller().scopes());
        return new Agent(
                Ids.fresh("agt"),
                request.name(),
                request.description().orElse(""),
                call.answerable(),
                ScopeList.names(scopes),
                "active",
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    Uni<Deed> register(SqlConnection transaction, ApiCall call, Agent agent) {
        var state =
                new AgentState(agent.id(), agent.ownerId(), agent.name(), AgentState.Status.ACTIVE);
        return store.insert(transaction, call.workspace(), agent)
                .replaceWith(() ->
                        new Deed(
                                Answer.created(agent, "/agents/" + agent.id()),
                                call.event("agent.register", agent.createdAt())
                                        .with("id", agent.id())
                                        .with("scope", String.join(" ", agent.scopes()))
                                        .hide("name", agent.name()),
                                List.of(new AgentChanged(state))));
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
                .invoke(row -> apply(edit, row))
                .call(session::update)
                .map(row ->
                        new Deed(
                                answer(row),
                                call.event(act(edit), clock.instant())
                                        .with("id", row.id)
                                        .hide("name", row.name),
                                List.of(new AgentChanged(row.state()))));
    }

    private static void apply(AgentEdit edit, AgentRow row) {
        edit.name().ifPresent(name -> row.name = name);
        edit.description().ifPresent(description -> row.description = description);
        if (edit.status().isPresent()) {
            row.suspendedAt = null;
        }
    }

    private static String act(AgentEdit edit) {
        return edit.status().isPresent() ? "agent.resume" : "agent.edit";
    }

    /// Suspends the agent and ends its passports.
    Uni<Response> suspend(ApiCall call, String id) {
        return reached(call, id)
                .chain(() -> revocations.revoke(order(call, "agent.suspend", id)))
                .chain(() -> find(call, id));
    }

    /// Deletes the agent and ends its passports.
    Uni<RevocationAnswer> delete(ApiCall call, String id) {
        RevocationOrder order = order(call, "agent.delete", id);
        return reached(call, id)
                .chain(() ->
                        revocations.revoke(
                                order,
                                transaction -> store.delete(transaction, call.workspace(), id)))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    private Uni<AgentRow> reached(ApiCall call, String id) {
        return sessions.withStatelessSession(session -> read(session, call, id))
                .invoke(row -> demandReach(call, row))
                .invoke(row -> Versions.demand(call, row.version));
    }

    private RevocationOrder order(ApiCall call, String act, String id) {
        return new RevocationOrder(
                call.workspace(), RevocationType.AGENT, id, "", call.event(act, clock.instant()));
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
