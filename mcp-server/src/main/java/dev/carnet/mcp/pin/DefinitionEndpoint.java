package dev.carnet.mcp.pin;

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
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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

/// `/api/v1/servers/{id}/definitions`: what a server lists, and which of it is offered.
@Bounded
@Path(RouteTable.BASE + "/servers/{server}/definitions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DefinitionEndpoint {

    private static final Set<String> STATES =
            Set.of("new", "approved", "changed", "gone", "hidden");

    private final Deeds deeds;
    private final Lists lists;
    private final Pins pins;
    private final Looks looks;

    DefinitionEndpoint(Deeds deeds, Lists lists, Pins pins, Looks looks) {
        this.deeds = deeds;
        this.lists = lists;
        this.pins = pins;
        this.looks = looks;
    }

    /// What the server lists, with what changed since it was approved, newest first.
    @GET
    public Uni<Page<PinView>> list(
            @Context RoutingContext routing,
            @PathParam("server") String server,
            @QueryParam("state") Optional<String> state,
            @QueryParam("kind") Optional<String> kind,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        demand(state.map(STATES::contains), "state", "is new, approved, changed, gone or hidden");
        demand(
                kind.map(one -> Kind.of(one).isPresent()),
                "kind",
                "is tool, prompt, resource or template");
        Slice slice =
                lists.slice(
                        call,
                        new Lists.Asked(limit, cursor),
                        server,
                        state.orElse(""),
                        kind.orElse(""));
        return pins.list(call, server, state, kind, slice)
                .map(rows -> lists.page(slice, rows, PinView::position));
    }

    /// One of them.
    @GET
    @Path("/{id}")
    public Uni<PinView> get(
            @Context RoutingContext routing,
            @PathParam("server") String server,
            @PathParam("id") String id) {
        return pins.find(ApiCall.of(routing), server, id);
    }

    /// Offers things as they were seen, each with a class.
    @POST
    @Path("/approve")
    @APIResponseSchema(PinsView.class)
    public Uni<Response> approve(
            @Context RoutingContext routing,
            @PathParam("server") String server,
            @Valid @NotNull ApprovalRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> pins.approve(transaction, call, server, body));
    }

    /// Stops offering things, whatever they say.
    @POST
    @Path("/hide")
    @APIResponseSchema(PinsView.class)
    public Uni<Response> hide(
            @Context RoutingContext routing,
            @PathParam("server") String server,
            @Valid @NotNull HideRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> pins.hide(transaction, call, server, body));
    }

    /// Looks now at what the server lists, with what proves the caller there.
    @POST
    @Path("/look")
    @Bounded(seconds = 60)
    @Consumes(MediaType.WILDCARD)
    public Uni<LookView> look(@Context RoutingContext routing, @PathParam("server") String server) {
        ApiCall call = ApiCall.of(routing);
        return looks.asCaller(pins.backend(call, server), call.caller());
    }

    private static void demand(Optional<Boolean> known, String parameter, String rule) {
        if (known.isPresent() && !known.get()) {
            throw Refused.field(parameter, rule);
        }
    }
}
