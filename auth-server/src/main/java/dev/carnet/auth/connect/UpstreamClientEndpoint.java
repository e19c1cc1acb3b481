package dev.carnet.auth.connect;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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

/// `/api/v1/upstream-clients`: what Carnet is called at the authorization servers of upstreams. An
/// admin gives a client where none can be registered, and removes one so that another is made.
@Bounded
@Path(Routes.BASE + "/upstream-clients")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class UpstreamClientEndpoint {

    private final UpstreamClients clients;
    private final Deeds deeds;
    private final Lists lists;
    private final Pool pool;

    UpstreamClientEndpoint(UpstreamClients clients, Deeds deeds, Lists lists, Pool pool) {
        this.clients = clients;
        this.deeds = deeds;
        this.lists = lists;
        this.pool = pool;
    }

    /// Gives a client.
    @POST
    @APIResponseSchema(value = UpstreamClientView.class, responseCode = "201")
    public Uni<Response> give(
            @Context RoutingContext routing, @Valid @NotNull UpstreamClientRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(call, body, transaction -> clients.give(transaction, call, body));
    }

    /// All of them, the newest first.
    @GET
    public Uni<Page<UpstreamClientView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return clients.list(pool, call.workspace(), slice)
                .map(rows ->
                        lists.page(
                                slice,
                                rows,
                                view -> new Slice.Position(view.createdAt(), view.id())));
    }

    /// One of them.
    @GET
    @Path("/{id}")
    @APIResponseSchema(UpstreamClientView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return clients.find(pool, ApiCall.of(routing).workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .map(view -> Response.ok(view).build());
    }

    /// Removes one. Connections that were made with it live on; the next is made with another.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(UpstreamClientView.class)
    public Uni<Response> remove(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> clients.remove(transaction, call, id));
    }
}
