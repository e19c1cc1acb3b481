package dev.carnet.auth.agent;

import dev.carnet.auth.rest.Edits;
import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/agents`. Everybody in the workspace sees its agents; their owners and operators change
/// them.
@Bounded
@Path(Routes.BASE + "/agents")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AgentEndpoint {

    private final Deeds deeds;
    private final Edits edits;
    private final Lists lists;
    private final Agents agents;
    private final HandOvers handOvers;

    AgentEndpoint(Deeds deeds, Edits edits, Lists lists, Agents agents, HandOvers handOvers) {
        this.handOvers = handOvers;
        this.deeds = deeds;
        this.edits = edits;
        this.lists = lists;
        this.agents = agents;
    }

    /// Registers an agent that answers to the caller, from a template if one is named.
    @POST
    @APIResponseSchema(value = Agent.class, responseCode = "201")
    public Uni<Response> register(
            @Context RoutingContext routing, @Valid @NotNull AgentRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(call, body, transaction -> agents.register(transaction, call, body));
    }

    /// The agents of the workspace, newest first.
    @GET
    public Uni<Page<Agent>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return agents.list(call, slice).map(rows -> lists.page(slice, rows, Agent::position));
    }

    /// One agent.
    @GET
    @Path("/{id}")
    @APIResponseSchema(Agent.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return agents.find(ApiCall.of(routing), id);
    }

    /// Renames, describes, confines, blocks, suspends or resumes an agent, or hands it over.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(Agent.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull AgentEdit body) {
        ApiCall call = ApiCall.of(routing);
        if (body.ownerId().isEmpty() && body.suspends()) {
            return agents.suspend(call, id);
        }
        call.refuseAgents();
        if (body.handsOver()) {
            return handOvers.handOver(call, id, body.ownerId().orElseThrow());
        }
        return body.ends()
                ? agents.confine(call, id, body)
                : edits.edit(session -> agents.edit(session, call, id, body));
    }

    /// Deletes the agent; its passports end with it.
    @DELETE
    @Path("/{id}")
    public Uni<RevocationAnswer> delete(
            @Context RoutingContext routing, @PathParam("id") String id) {
        return agents.delete(ApiCall.of(routing), id);
    }
}
