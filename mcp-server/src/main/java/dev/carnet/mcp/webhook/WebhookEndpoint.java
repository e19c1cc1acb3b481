package dev.carnet.mcp.webhook;

import dev.carnet.mcp.webhook.WebhookStore.Reachable;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/webhooks`: where a workspace wants to be told about its gates.
@Bounded
@Path(RouteTable.BASE + "/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class WebhookEndpoint {

    private static final Set<String> STATES = Set.of("due", "sent", "dead");

    private final Deeds deeds;
    private final Lists lists;
    private final Webhooks webhooks;
    private final WebhookStore store;
    private final DeliveryStore deliveries;

    WebhookEndpoint(
            Deeds deeds,
            Lists lists,
            Webhooks webhooks,
            WebhookStore store,
            DeliveryStore deliveries) {
        this.deeds = deeds;
        this.lists = lists;
        this.webhooks = webhooks;
        this.store = store;
        this.deliveries = deliveries;
    }

    /// Names a destination. It is told nothing before it was verified.
    @POST
    @APIResponseSchema(value = Webhook.class, responseCode = "201")
    public Uni<Response> create(
            @Context RoutingContext routing, @Valid @NotNull WebhookRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(call, body, transaction -> webhooks.create(transaction, call, body));
    }

    /// The destinations of the workspace, newest first.
    @GET
    public Uni<Page<Webhook>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.list(call.workspace(), slice)
                .map(rows -> lists.page(slice, rows, Webhook::position));
    }

    /// One destination.
    @GET
    @Path("/{id}")
    public Uni<Webhook> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return webhooks.find(ApiCall.of(routing), id).map(Reachable::webhook);
    }

    /// Sends the destination a challenge; when it gives it back, it is told from now on.
    @POST
    @Path("/{id}/verify")
    @Bounded(seconds = 60)
    @APIResponseSchema(Webhook.class)
    public Uni<Response> verify(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return webhooks.find(call, id)
                .call(to -> webhooks.challenge(call, to))
                .chain(to ->
                        deeds.change(
                                call,
                                transaction -> webhooks.verified(transaction, call, to.webhook())));
    }

    /// Sends a test to a verified destination, like any other delivery.
    @POST
    @Path("/{id}/test")
    @Bounded(seconds = 60)
    public Uni<Map<String, String>> test(
            @Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return webhooks.find(call, id)
                .chain(to -> webhooks.test(call, to.webhook()))
                .map(delivery -> Map.of("delivery", delivery));
    }

    /// Gives a destination another secret. The old one signs, too, for a day.
    @POST
    @Path("/{id}/rotate-secret")
    @APIResponseSchema(Webhook.class)
    public Uni<Response> rotate(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return webhooks.find(call, id)
                .chain(to ->
                        deeds.change(
                                call,
                                transaction -> webhooks.rotate(transaction, call, to.webhook())));
    }

    /// Has a delivery that was given up tried again.
    @POST
    @Path("/{id}/deliveries/{delivery}/retry")
    @APIResponseSchema(WebhookDelivery.class)
    public Uni<Response> retry(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @PathParam("delivery") String delivery) {
        ApiCall call = ApiCall.of(routing);
        return webhooks.find(call, id)
                .chain(to ->
                        deeds.change(
                                call,
                                transaction ->
                                        webhooks.retry(transaction, call, to.webhook(), delivery)));
    }

    /// What it was told, newest first, with what went wrong.
    ///
    /// @param state `due`, `sent` or `dead`: those only
    @GET
    @Path("/{id}/deliveries")
    public Uni<Page<WebhookDelivery>> deliveries(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @QueryParam("state") Optional<String> state,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        if (!STATES.containsAll(state.stream().toList())) {
            throw Refused.field("state", "is due, sent or dead");
        }
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor), id, state.orElse(""));
        return webhooks.find(call, id)
                .chain(_ -> deliveries.list(call.workspace(), id, state, slice))
                .map(rows -> lists.page(slice, rows, WebhookDelivery::position));
    }

    /// Forgets a destination, and what it was still to be told.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(Webhook.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return webhooks.find(call, id)
                .chain(to ->
                        deeds.change(
                                call,
                                transaction -> webhooks.delete(transaction, call, to.webhook())));
    }
}
