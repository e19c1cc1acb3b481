package dev.carnet.mcp.server;

import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.RouteTable;
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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/servers`: the servers behind the gateway.
@Bounded
@Path(RouteTable.BASE + "/servers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ServerEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final Registry registry;
    private final Registration registration;
    private final UrlAlone alone;

    ServerEndpoint(
            Deeds deeds,
            Lists lists,
            Registry registry,
            Registration registration,
            UrlAlone alone) {
        this.alone = alone;
        this.registration = registration;
        this.deeds = deeds;
        this.lists = lists;
        this.registry = registry;
    }

    /// Registers a server. Nothing is called there until it is approved. An address alone is
    /// enough: then one knock without any credential finds out name, transport and authentication,
    /// and the answer says as `discovered` what it came to.
    @POST
    @Bounded(seconds = 60)
    @APIResponseSchema(value = Server.class, responseCode = "201")
    public Uni<Response> register(
            @Context RoutingContext routing, @Valid @NotNull ServerRequest body) {
        ApiCall call = ApiCall.of(routing);
        return alone.found(call, body)
                .chain(found ->
                        deeds.create(
                                call,
                                body,
                                transaction ->
                                        registration.register(
                                                transaction,
                                                call,
                                                drafted(call, body, found),
                                                body)));
    }

    private Registration.Drafted drafted(
            ApiCall call, ServerRequest body, Optional<Discovered> found) {
        return found.map(one -> registration.draft(call, body, one))
                .orElseGet(() -> registration.draft(call, body));
    }

    /// The servers of the workspace, newest first.
    @GET
    public Uni<Page<Server>> list(
            @Context RoutingContext routing,
            @QueryParam("transport") Optional<String> transport,
            @QueryParam("health") Optional<String> health,
            @QueryParam("slug") Optional<String> slug,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice =
                lists.slice(
                        call,
                        new Lists.Asked(limit, cursor),
                        transport.orElse(""),
                        health.orElse(""),
                        slug.orElse(""));
        return registry.list(call, new ServerStore.Filter(transport, health, slug), slice)
                .map(rows -> rows.stream().map(ServerRow::view).toList())
                .map(rows -> lists.page(slice, rows, Server::position));
    }

    /// One server.
    @GET
    @Path("/{id}")
    @APIResponseSchema(Server.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return registry.find(ApiCall.of(routing), id)
                .map(server -> Registry.tagged(server).response());
    }

    /// Changes a server. Another address, transport or authentication waits for approval.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(Server.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ServerEdit body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> registry.edit(transaction, call, id, body));
    }

    /// Takes a server out, with what was approved of it.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(Server.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> registry.delete(transaction, call, id));
    }

    /// Puts another secret in place; the next use has it, and nothing else changes.
    @PUT
    @Path("/{id}/secret")
    @APIResponseSchema(Server.class)
    public Uni<Response> replaceSecret(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull SecretRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(
                call, transaction -> registry.replaceSecret(transaction, call, id, body.secret()));
    }
}
