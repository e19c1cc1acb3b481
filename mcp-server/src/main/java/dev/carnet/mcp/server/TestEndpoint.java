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

/// `/api/v1/servers/{id}/test`, `…/tests`, `…/health` and `/api/v1/servers/discover`: what a server
/// answers.
@Bounded(seconds = 60)
@Path(RouteTable.BASE + "/servers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class TestEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final Trials trials;
    private final Discovery discovery;
    private final HealthChanges changes;

    TestEndpoint(
            Deeds deeds, Lists lists, Trials trials, Discovery discovery, HealthChanges changes) {
        this.changes = changes;
        this.deeds = deeds;
        this.lists = lists;
        this.trials = trials;
        this.discovery = discovery;
    }

    /// Tries the server as the caller would use it.
    @POST
    @Path("/{id}/test")
    @APIResponseSchema(TestResult.class)
    public Uni<Response> test(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return trials.run(call, id)
                .chain(test ->
                        deeds.change(
                                call, transaction -> trials.keep(transaction, call, id, test)));
    }

    /// How tests went, newest first.
    @GET
    @Path("/{id}/tests")
    public Uni<Page<TestResult>> tests(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor), id);
        return trials.list(call, id, slice)
                .map(rows -> lists.page(slice, rows, TestResult::position));
    }

    /// How its health changed, newest first.
    @GET
    @Path("/{id}/health")
    public Uni<Page<HealthChange>> health(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor), id);
        return changes.list(call, id, slice)
                .map(rows -> lists.page(slice, rows, HealthChange::position));
    }

    /// Finds out what is at a URL, so that nobody has to know more than the URL to register it.
    @POST
    @Path("/discover")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(Discovered.class)
    public Uni<Response> discover(
            @Context RoutingContext routing, @Valid @NotNull DiscoverRequest body) {
        ApiCall call = ApiCall.of(routing);
        return discovery.at(call, body).map(found -> Response.ok(found).build());
    }
}
