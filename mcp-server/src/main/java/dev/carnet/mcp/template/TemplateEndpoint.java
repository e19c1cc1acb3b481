package dev.carnet.mcp.template;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Constraint;
import dev.carnet.mcp.service.Intents.Expansion;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
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
import java.util.List;
import java.util.Optional;

/// `/api/v1/server-templates`: what servers can be made by.
@Bounded
@Path(RouteTable.BASE + "/server-templates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TemplateEndpoint {

    private final Catalogue catalogue;

    TemplateEndpoint(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /// All templates, by id. There are as many as the operator keeps: one page.
    @GET
    public Uni<Page<TemplateView>> list(@Context RoutingContext routing) {
        ApiCall.of(routing);
        return Uni.createFrom()
                .item(() ->
                        new Page<>(
                                catalogue.all().stream().map(TemplateView::of).toList(),
                                Optional.empty()));
    }

    /// One template.
    @GET
    @Path("/{id}")
    public Uni<TemplateView> get(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall.of(routing);
        return Uni.createFrom().item(() -> TemplateView.of(named(id)));
    }

    private ServerTemplate named(String id) {
        return catalogue.named(id).orElseThrow(Refused::notFound);
    }

    /// What an intent comes to with those parameters, for the service of a passport.
    @POST
    @Path("/{id}/intents/{name}")
    public Uni<IntentConstraints> expand(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @PathParam("name") String name,
            @Valid @NotNull IntentRequest body) {
        ApiCall.of(routing);
        if (named(id).intent(name).isEmpty()) {
            throw Refused.notFound();
        }
        String intent = id + "." + name;
        return Uni.createFrom()
                .item(() ->
                        switch (catalogue.expand(
                                intent, body.parameters().orElseGet(Json::object))) {
                            case Expansion.Expanded(List<Constraint> constraints) ->
                                    IntentConstraints.of(intent, carried(constraints));
                            case Expansion.Unknown(String why) ->
                                    throw Refused.field("/parameters", why);
                        });
    }

    /// A passport bounds the arguments of `proxy_request`, which have every part of a request but
    /// its URL: that follows only when it is sent.
    private static List<Constraint> carried(List<Constraint> constraints) {
        if (constraints.stream().anyMatch(one -> one.path().startsWith("url."))) {
            throw Refused.field(
                    "/name",
                    "bounds the URL as it is sent, which no passport can: name its tool there, and"
                            + " put the intent into the terms of the server");
        }
        return constraints;
    }
}
