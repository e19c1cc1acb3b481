package dev.carnet.auth.agent;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// The keys of agents, below `/api/v1/agents`. An owner asks for a challenge; whoever has it and a
/// key enrols that key.
@Bounded
@Path(Routes.BASE + "/agents")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class EnrolmentEndpoint {

    private final Deeds deeds;
    private final Agents agents;
    private final Enrolments enrolments;
    private final Unenrolments unenrolments;
    private final Keys keys;

    EnrolmentEndpoint(
            Deeds deeds,
            Agents agents,
            Enrolments enrolments,
            Unenrolments unenrolments,
            Keys keys) {
        this.keys = keys;
        this.unenrolments = unenrolments;
        this.deeds = deeds;
        this.agents = agents;
        this.enrolments = enrolments;
    }

    /// A challenge for the agent's key, good for ten minutes and for one key.
    @POST
    @Path("/{id}/enrolment")
    @APIResponseSchema(value = Challenge.class, responseCode = "201")
    public Uni<Response> challenge(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        call.refuseAgents();
        return agents.demandReach(call, id)
                .chain(() ->
                        deeds.change(
                                call, transaction -> enrolments.challenge(transaction, call, id)));
    }

    /// Takes the agent's key away; what the agent has ends with it.
    @DELETE
    @Path("/{id}/enrolment")
    @APIResponseSchema(Unenrolled.class)
    public Uni<Response> end(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return agents.demandReach(call, id)
                .chain(() -> unenrolments.isKeyed(call, id))
                .chain(keyed ->
                        keyed
                                ? unenrolments
                                        .end(call, id)
                                        .map(ended -> Response.ok(ended).build())
                                : deeds.change(
                                        call,
                                        transaction -> enrolments.withdraw(transaction, call, id)));
    }

    /// Enrols the key that signed the challenge. Where it takes the place of another, all that the
    /// agent has ends, unless that other signed, too.
    @POST
    @Path("/enrol")
    @APIResponseSchema(Enrolled.class)
    public Uni<Response> enrol(@Valid @NotNull EnrolmentRequest body) {
        return Uni.createFrom().deferred(() -> keys.enrol(body));
    }
}
