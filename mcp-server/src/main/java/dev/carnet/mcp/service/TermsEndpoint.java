package dev.carnet.mcp.service;

import dev.carnet.mcp.service.TermsStore.Kept;
import dev.carnet.mcp.service.TermsStore.Place;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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

/// `/api/v1/servers/{id}/terms`: what may be asked of an HTTP service.
@Bounded
@Path(RouteTable.BASE + "/servers/{id}/terms")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TermsEndpoint {

    private final Deeds deeds;
    private final TermsStore store;
    private final TermsDraft draft;
    private final Pool pool;
    private final Clock clock;

    TermsEndpoint(Deeds deeds, TermsStore store, Intents intents, Pool pool, Clock clock) {
        this.deeds = deeds;
        this.store = store;
        this.draft = new TermsDraft(intents);
        this.pool = pool;
        this.clock = clock;
    }

    /// The terms as they stand; a service without any is used as usual.
    @GET
    @APIResponseSchema(TermsView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String server) {
        return store.find(pool, ApiCall.of(routing).workspace(), server)
                .map(found -> found.orElseThrow(Refused::notFound))
                .map(kept -> answer(kept).response());
    }

    /// Puts terms in place of those there are. The next use keeps to them.
    @PUT
    @APIResponseSchema(TermsView.class)
    public Uni<Response> put(
            @Context RoutingContext routing,
            @PathParam("id") String server,
            @Valid @NotNull Terms body) {
        ApiCall call = ApiCall.of(routing);
        Fence fence = draft.fence(body);
        return deeds.change(call, transaction -> put(transaction, call, server, body, fence));
    }

    private Uni<Deed> put(
            SqlConnection transaction, ApiCall call, String server, Terms terms, Fence fence) {
        return store.place(transaction, call.workspace(), server)
                .map(found -> found.orElseThrow(Refused::notFound))
                .chain(place ->
                        store.find(transaction, call.workspace(), server)
                                .map(before -> next(call, server, place, terms, fence, before)))
                .call(kept -> store.put(transaction, kept))
                .map(kept -> deed(call, kept));
    }

    private Kept next(
            ApiCall call,
            String server,
            Place place,
            Terms terms,
            Fence fence,
            Optional<Kept> before) {
        before.ifPresent(kept -> Versions.demand(call, kept.version()));
        Terms old = before.map(Kept::terms).orElse(Terms.USUAL);
        Terms whole = place.owner().isPresent() ? terms.reachingAs(old) : terms;
        TermsDraft.demandRight(call, place, old, whole);
        return new Kept(
                call.workspace(),
                server,
                whole,
                fence,
                Kept.hostsByOwner(call, before, whole),
                before.map(kept -> kept.version() + 1).orElse(1),
                call.caller().subject(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private Deed deed(ApiCall call, Kept kept) {
        return new Deed(
                answer(kept),
                call.event("server.terms", clock.instant())
                        .with("srv", kept.serverId())
                        .with("type", kept.terms().mode().orElse("proxy")),
                List.of(new GatewayChanged(TermsBook.PART)));
    }

    private static Answer answer(Kept kept) {
        return Answer.ok(TermsView.of(kept)).tagged(Versions.tag(kept.version()));
    }
}
