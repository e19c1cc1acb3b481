package dev.carnet.mcp.server;

import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.RouteTable;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/servers/{id}/…`: whether a server may be called.
@Bounded
@Path(RouteTable.BASE + "/servers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class ServerStateEndpoint {

    private final Deeds deeds;
    private final Registry registry;

    ServerStateEndpoint(Deeds deeds, Registry registry) {
        this.deeds = deeds;
        this.registry = registry;
    }

    /// Approves the address and the authentication as they stand. `If-Match` has to name the
    /// version that was looked at, so that nobody approves what somebody else put there meanwhile.
    @POST
    @Path("/{id}/approve")
    @APIResponseSchema(Server.class)
    public Uni<Response> approve(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> registry.approve(transaction, call, id));
    }

    /// Turns a server down that waits for approval, and says why. Another address or authentication
    /// asks anew.
    @POST
    @Path("/{id}/reject")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(Server.class)
    public Uni<Response> reject(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull RejectRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(
                call, transaction -> registry.reject(transaction, call, id, body.reason()));
    }

    /// Switches it on again.
    @POST
    @Path("/{id}/enable")
    @APIResponseSchema(Server.class)
    public Uni<Response> enable(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> registry.enable(transaction, call, id, true));
    }

    /// Switches it off: nothing of it is listed or called from the answer on.
    @POST
    @Path("/{id}/disable")
    @APIResponseSchema(Server.class)
    public Uni<Response> disable(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> registry.enable(transaction, call, id, false));
    }

    /// What differs between what was approved and what stands there now.
    @GET
    @Path("/{id}/diff")
    public Uni<ServerDiff> diff(@Context RoutingContext routing, @PathParam("id") String id) {
        return registry.find(ApiCall.of(routing), id).map(ServerDiff::of);
    }
}
