package dev.carnet.mcp.toolset;

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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/toolsets`: selections of what upstreams offer, and who gets them.
@Bounded
@Path(RouteTable.BASE + "/toolsets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ToolsetEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final Toolsets toolsets;
    private final Assignments assignments;

    ToolsetEndpoint(Deeds deeds, Lists lists, Toolsets toolsets, Assignments assignments) {
        this.deeds = deeds;
        this.lists = lists;
        this.toolsets = toolsets;
        this.assignments = assignments;
    }

    /// Makes a toolset. Nobody has it until it is assigned.
    @POST
    @APIResponseSchema(value = Toolset.class, responseCode = "201")
    public Uni<Response> create(
            @Context RoutingContext routing, @Valid @NotNull ToolsetRequest body) {
        ApiCall call = ApiCall.of(routing);
        Toolset toolset = toolsets.draft(call, body);
        return deeds.create(call, body, transaction -> toolsets.create(transaction, call, toolset));
    }

    /// The toolsets of the workspace, newest first.
    @GET
    public Uni<Page<Toolset>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return toolsets.list(call, slice).map(rows -> lists.page(slice, rows, Toolset::position));
    }

    /// One toolset.
    @GET
    @Path("/{id}")
    @APIResponseSchema(Toolset.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return toolsets.find(ApiCall.of(routing), id);
    }

    /// Changes what a toolset is called and what is in it.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(Toolset.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ToolsetEdit body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> toolsets.edit(transaction, call, id, body));
    }

    /// Takes a toolset away, for ever: no other gets its place. Nobody gets anything by it: whoever
    /// had what is in it only by way of it has it no more, also when it was the last one. To give
    /// everybody everything again, make a toolset of all servers and assign it to the roles.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(Toolset.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> toolsets.delete(transaction, call, id));
    }

    /// Gives a toolset to somebody.
    @POST
    @Path("/{id}/assignments")
    @APIResponseSchema(value = Assignment.class, responseCode = "201")
    public Uni<Response> assign(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull AssignmentRequest body) {
        ApiCall call = ApiCall.of(routing);
        Assignment assignment = assignments.draft(id, body);
        return deeds.create(
                call, body, transaction -> assignments.create(transaction, call, assignment));
    }

    /// Who has a toolset, newest first.
    @GET
    @Path("/{id}/assignments")
    public Uni<Page<Assignment>> assigned(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor), id);
        return assignments
                .list(call, id, slice)
                .map(rows -> lists.page(slice, rows, Assignment::position));
    }

    /// Takes a toolset from somebody.
    @DELETE
    @Path("/{id}/assignments/{assignment}")
    @APIResponseSchema(Assignment.class)
    public Uni<Response> unassign(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @PathParam("assignment") String assignment) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(
                call, transaction -> assignments.delete(transaction, call, id, assignment));
    }
}
