package dev.carnet.auth.agent;

import dev.carnet.auth.mandate.ServiceStore;
import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.ScopeList;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/agent-limits/{id}`: what the agents of a template may have at most. The template
/// itself, with its agents and toolsets, is kept at the gateway. A change ends the passports its
/// agents have, before it is answered.
@Bounded
@Path(Routes.BASE + "/agent-limits/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AgentLimitEndpoint {

    private final AgentLimitStore store = new AgentLimitStore();
    private final ServiceStore services = new ServiceStore();
    private final Pool pool;
    private final Endings endings;
    private final Clock clock;

    AgentLimitEndpoint(Pool pool, Endings endings, Clock clock) {
        this.pool = pool;
        this.endings = endings;
        this.clock = clock;
    }

    /// The limits of that template.
    @GET
    @APIResponseSchema(AgentLimits.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return store.find(pool, ApiCall.of(routing).workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .map(row -> Answer.ok(row.limits()).tagged(Versions.tag(row.version())).response());
    }

    /// Sets all limits of that template; what is not said limits nothing.
    @PUT
    @APIResponseSchema(AgentLimits.class)
    public Uni<Response> put(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull AgentLimits body) {
        ApiCall call = ApiCall.of(routing);
        call.refuseAgents();
        return change(call, id, "agent.limit", transaction -> put(transaction, call, id, body));
    }

    /// Lifts all limits of that template. Nobody's passport becomes wider by it, but the next may.
    @DELETE
    @APIResponseSchema(AgentLimits.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        call.refuseAgents();
        return change(
                call,
                id,
                "agent.unlimit",
                transaction ->
                        store.find(transaction, call.workspace(), id)
                                .map(found -> found.orElseThrow(Refused::notFound))
                                .call(() -> store.delete(transaction, call.workspace(), id))
                                .map(row -> Answer.ok(row.limits())));
    }

    private Uni<Answer> put(SqlConnection transaction, ApiCall call, String id, AgentLimits asked) {
        var scopes =
                asked.scopes()
                        .map(names ->
                                ScopeList.names(
                                        ScopeList.parseWithin(
                                                "/scopes", names, call.caller().scopes())));
        return services.resolve(transaction, call.workspace(), asked.services())
                .map(known -> asked.with(scopes, known))
                .chain(limits ->
                        demanded(transaction, call, id)
                                .chain(wanted ->
                                        store.put(
                                                transaction, call.workspace(), id, limits, wanted))
                                .map(put -> put.orElseThrow(Versions::changedMeanwhile))
                                .map(version -> Answer.ok(limits).tagged(Versions.tag(version))));
    }

    /// The version that is edited, if the call names one.
    private Uni<Optional<Integer>> demanded(SqlConnection transaction, ApiCall call, String id) {
        return call.ifMatch().isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : store.find(transaction, call.workspace(), id)
                        .map(found -> found.map(AgentLimitStore.Versioned::version).orElse(0))
                        .invoke(version -> Versions.demand(call, version))
                        .map(Optional::of);
    }

    /// Changes the limits and ends what the template's agents have, in one transaction.
    private Uni<Response> change(
            ApiCall call, String id, String act, Function<SqlConnection, Uni<Answer>> work) {
        return endings.run(
                        act,
                        transaction ->
                                store.agents(transaction, call.workspace(), id)
                                        .map(found -> found.orElseThrow(Refused::notFound))
                                        .chain(agents ->
                                                work.apply(transaction)
                                                        .map(answer ->
                                                                done(
                                                                        call, id, act, agents,
                                                                        answer))))
                .map(Answer::response);
    }

    private Endings.Work<Answer> done(
            ApiCall call, String id, String act, List<String> agents, Answer answer) {
        List<Ended> ended =
                agents.stream()
                        .map(agent ->
                                new Ended(
                                        call.workspace(),
                                        RevocationType.AGENT_PASSPORTS,
                                        agent,
                                        0,
                                        0))
                        .toList();
        return new Endings.Work<>(
                ended,
                List.of(
                        call.event(act, clock.instant())
                                .with("id", id)
                                .with("count", Integer.toString(agents.size()))),
                answer);
    }
}
