package dev.carnet.mcp.notice;

import dev.carnet.mcp.notice.DestinationStore.Reachable;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
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
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/notifications/destinations`: where a workspace wants to be told.
@Bounded
@Path(RouteTable.BASE + "/notifications/destinations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DestinationEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final Destinations destinations;
    private final DestinationStore store;
    private final Agreeing agreeing;

    DestinationEndpoint(
            Deeds deeds,
            Lists lists,
            Destinations destinations,
            DestinationStore store,
            Agreeing agreeing) {
        this.deeds = deeds;
        this.lists = lists;
        this.destinations = destinations;
        this.store = store;
        this.agreeing = agreeing;
    }

    /// Names a destination. It is told nothing before it was verified; the caller's own address is.
    @POST
    @APIResponseSchema(value = Destination.class, responseCode = "201")
    public Uni<Response> create(
            @Context RoutingContext routing, @Valid @NotNull DestinationRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(
                call, body, transaction -> destinations.create(transaction, call, body));
    }

    /// The destinations of the workspace, newest first.
    @GET
    public Uni<Page<Destination>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.list(call.workspace(), slice)
                .map(rows -> lists.page(slice, rows, Destination::position));
    }

    /// One destination.
    @GET
    @Path("/{id}")
    @APIResponseSchema(Destination.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return destinations
                .find(ApiCall.of(routing), id)
                .map(found -> Destinations.answer(found.destination()).response());
    }

    /// Names a destination otherwise, or has it told nothing for a while.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(Destination.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull DestinationEdit body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> destinations.edit(transaction, call, id, body));
    }

    /// Asks whether it wants to be told. A program is sent a challenge now, which it gives back; to
    /// a mail address a code is sent, which `/confirm` wants.
    @POST
    @Path("/{id}/verify")
    @Bounded(seconds = 60)
    @APIResponseSchema(Destination.class)
    public Uni<Response> verify(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return destinations.find(call, id).chain(to -> verify(call, to));
    }

    private Uni<Response> verify(ApiCall call, Reachable to) {
        var one = to.destination();
        return one.isMail()
                ? deeds.change(call, transaction -> agreeing.mailCode(transaction, call, one))
                : agreeing.challenge(call, to)
                        .chain(() ->
                                deeds.change(
                                        call,
                                        transaction ->
                                                destinations.verified(transaction, call, one)));
    }

    /// Takes the code that was mailed: the owner of the address agreed.
    @POST
    @Path("/{id}/confirm")
    @APIResponseSchema(Destination.class)
    public Uni<Response> confirm(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull CodeRequest body) {
        ApiCall call = ApiCall.of(routing);
        return destinations
                .find(call, id)
                .map(Reachable::destination)
                .call(to -> agreeing.demandCode(call, to, body.code()))
                .chain(to ->
                        deeds.change(
                                call,
                                transaction ->
                                        destinations.confirmed(
                                                transaction, call, to, body.code())));
    }

    /// Sends a test to a verified destination, like any other delivery; its id is in the answer.
    @POST
    @Path("/{id}/test")
    @APIResponseSchema(TestSent.class)
    public Uni<Response> test(@Context RoutingContext routing, @PathParam("id") String id) {
        return change(
                routing, id, (call, to) -> transaction -> destinations.test(transaction, call, to));
    }

    /// Gives a program another secret. The old one signs, too, for a day.
    @POST
    @Path("/{id}/rotate-secret")
    @APIResponseSchema(Destination.class)
    public Uni<Response> rotate(@Context RoutingContext routing, @PathParam("id") String id) {
        return change(
                routing,
                id,
                (call, to) -> transaction -> destinations.rotate(transaction, call, to));
    }

    /// Forgets a destination, and what it was still to be told; rules no longer name it.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(Destination.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        return change(
                routing,
                id,
                (call, to) -> transaction -> destinations.delete(transaction, call, to));
    }

    /// What is done with a destination in a transaction.
    private interface Work {
        Uni<Deed> in(SqlConnection transaction);
    }

    private Uni<Response> change(
            RoutingContext routing, String id, BiFunction<ApiCall, Destination, Work> work) {
        ApiCall call = ApiCall.of(routing);
        return destinations
                .find(call, id)
                .map(found -> work.apply(call, found.destination()))
                .chain(one -> deeds.change(call, one::in));
    }
}
