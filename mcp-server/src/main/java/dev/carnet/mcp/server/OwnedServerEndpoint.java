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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/servers/{id}/template`: the template that owns a server.
@Bounded
@Path(RouteTable.BASE + "/servers/{id}/template")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class OwnedServerEndpoint {

    private final Deeds deeds;
    private final OwnedServers owned;

    OwnedServerEndpoint(Deeds deeds, OwnedServers owned) {
        this.deeds = deeds;
        this.owned = owned;
    }

    /// Brings the server to what its template says now, with other variables if there are any.
    @PUT
    @APIResponseSchema(Server.class)
    public Uni<Response> renew(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull TemplateEdit body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> owned.renew(transaction, call, id, body));
    }

    /// Takes the server from its template; it stays as it is, and is edited by hand from then on.
    @DELETE
    @APIResponseSchema(Server.class)
    public Uni<Response> detach(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> owned.detach(transaction, call, id));
    }
}
