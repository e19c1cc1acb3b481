package dev.carnet.mcp.service;

import dev.carnet.mcp.service.DescriptionStore.Kept;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/servers/{id}/description`: how an HTTP service describes itself.
@Bounded
@Path(RouteTable.BASE + "/servers/{id}/description")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class DescriptionEndpoint {

    private final Deeds deeds;
    private final DescriptionStore store;
    private final TermsStore places;
    private final Pool pool;
    private final Vertx vertx;
    private final Clock clock;

    DescriptionEndpoint(
            Deeds deeds,
            DescriptionStore store,
            TermsStore places,
            Pool pool,
            Vertx vertx,
            Clock clock) {
        this.deeds = deeds;
        this.store = store;
        this.places = places;
        this.pool = pool;
        this.vertx = vertx;
        this.clock = clock;
    }

    /// What is read of the description.
    @GET
    @APIResponseSchema(DescriptionView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String server) {
        return store.find(pool, ApiCall.of(routing).workspace(), server)
                .map(found -> found.orElseThrow(Refused::notFound))
                .chain(kept -> read(kept.document()).map(document -> answer(kept, document)))
                .map(Answer::response);
    }

    /// Puts a description in place of the one there is. What it adds or changes is offered only
    /// after somebody approved it.
    @PUT
    @APIResponseSchema(DescriptionView.class)
    public Uni<Response> put(
            @Context RoutingContext routing,
            @PathParam("id") String server,
            @Valid @NotNull DescriptionRequest body) {
        ApiCall call = ApiCall.of(routing);
        return read(body.document())
                .chain(document ->
                        deeds.change(
                                call,
                                transaction -> put(transaction, call, server, body, document)));
    }

    /// Takes the description away; the service is then offered as a path and a method.
    @DELETE
    @APIResponseSchema(DescriptionView.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String server) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> delete(transaction, call, server));
    }

    private Uni<Deed> put(
            SqlConnection transaction,
            ApiCall call,
            String server,
            DescriptionRequest body,
            ApiDocument document) {
        return demandService(transaction, call, server)
                .chain(() -> store.find(transaction, call.workspace(), server))
                .map(before -> next(call, server, body, before))
                .call(kept -> store.put(transaction, kept))
                .map(kept -> deed(call, "server.describe", answer(kept, document), server));
    }

    private Uni<Deed> delete(SqlConnection transaction, ApiCall call, String server) {
        return demandService(transaction, call, server)
                .chain(() -> store.find(transaction, call.workspace(), server))
                .map(found -> found.orElseThrow(Refused::notFound))
                .invoke(kept -> Versions.demand(call, kept.version()))
                .call(() -> store.delete(transaction, call.workspace(), server))
                .chain(kept ->
                        read(kept.document())
                                .map(document ->
                                        deed(
                                                call,
                                                "server.undescribe",
                                                answer(kept, document),
                                                server)));
    }

    private Uni<Void> demandService(SqlConnection transaction, ApiCall call, String server) {
        return places.place(transaction, call.workspace(), server)
                .map(found -> found.orElseThrow(Refused::notFound))
                .invoke(DescriptionEndpoint::demandService)
                .replaceWithVoid();
    }

    private static void demandService(TermsStore.Place place) {
        if (!place.transport().equals("api")) {
            throw new Refused(
                    Refusal.NOT_ACTIVE, "Only servers of the transport api have a description.");
        }
        place.owner()
                .ifPresent(template -> {
                    throw new Refused(
                            Refusal.MANAGED,
                            "The template "
                                    + template
                                    + " owns the description of this server: change it there (PUT"
                                    + " /servers/{id}/template), or detach it (DELETE"
                                    + " /servers/{id}/template).");
                });
    }

    private Kept next(ApiCall call, String server, DescriptionRequest body, Optional<Kept> before) {
        before.ifPresent(kept -> Versions.demand(call, kept.version()));
        return new Kept(
                call.workspace(),
                server,
                body.document(),
                before.map(kept -> kept.version() + 1).orElse(1),
                call.caller().subject(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private Deed deed(ApiCall call, String act, Answer answer, String server) {
        return new Deed(
                answer,
                call.event(act, clock.instant()).with("id", server),
                List.of(new GatewayChanged(Descriptions.PART)));
    }

    private static Answer answer(Kept kept, ApiDocument document) {
        return Answer.ok(DescriptionView.of(kept, document)).tagged(Versions.tag(kept.version()));
    }

    private Uni<ApiDocument> read(String text) {
        return vertx.executeBlocking(() -> ApiDocument.read(text))
                .map(reading ->
                        switch (reading) {
                            case ApiDocument.Reading.Read(ApiDocument document) -> document;
                            case ApiDocument.Reading.Refused(String why) ->
                                    throw Refused.field("/document", why);
                        });
    }
}
