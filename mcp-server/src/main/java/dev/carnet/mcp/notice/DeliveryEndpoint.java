package dev.carnet.mcp.notice;

import dev.carnet.mcp.notice.DeliveryStore.Wanted;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
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
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/notifications/deliveries`: what destinations are told, and what was given up.
@Bounded
@Path(RouteTable.BASE + "/notifications/deliveries")
@Produces(MediaType.APPLICATION_JSON)
public class DeliveryEndpoint {

    private static final Set<String> STATES = Set.of("due", "sent", "dead");

    private final Deeds deeds;
    private final Lists lists;
    private final Destinations destinations;
    private final DeliveryStore store;

    DeliveryEndpoint(Deeds deeds, Lists lists, Destinations destinations, DeliveryStore store) {
        this.deeds = deeds;
        this.lists = lists;
        this.destinations = destinations;
        this.store = store;
    }

    /// What the workspace's destinations were told, newest first, with what went wrong.
    ///
    /// @param destination what that one was told only
    /// @param state `due`, `sent` or `dead` (given up): those only
    @GET
    public Uni<Page<Delivery>> list(
            @Context RoutingContext routing,
            @QueryParam("destination") Optional<String> destination,
            @QueryParam("state") Optional<String> state,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        if (!STATES.containsAll(state.stream().toList())) {
            throw Refused.field("state", "is due, sent or dead");
        }
        Slice slice =
                lists.slice(
                        call,
                        new Lists.Asked(limit, cursor),
                        destination.orElse(""),
                        state.orElse(""));
        return store.list(call.workspace(), new Wanted(destination, state), slice)
                .map(rows -> lists.page(slice, rows, Delivery::position));
    }

    /// Has a delivery that was given up tried again.
    @POST
    @Path("/{id}/retry")
    @APIResponseSchema(Delivery.class)
    public Uni<Response> retry(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> destinations.retry(transaction, call, id));
    }
}
