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

/// `/api/v1/agent-templates`: agents that are set up alike.
@Bounded
@Path(RouteTable.BASE + "/agent-templates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AgentTemplateEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final AgentTemplates templates;

    AgentTemplateEndpoint(Deeds deeds, Lists lists, AgentTemplates templates) {
        this.deeds = deeds;
        this.lists = lists;
        this.templates = templates;
    }

    /// Makes a template.
    @POST
    @APIResponseSchema(value = AgentTemplate.class, responseCode = "201")
    public Uni<Response> create(
            @Context RoutingContext routing, @Valid @NotNull AgentTemplateRequest body) {
        ApiCall call = ApiCall.of(routing);
        AgentTemplate template = templates.draft(body);
        return deeds.create(
                call, body, transaction -> templates.create(transaction, call, template));
    }

    /// The templates of the workspace, newest first.
    @GET
    public Uni<Page<AgentTemplate>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return templates
                .list(call, slice)
                .map(rows -> lists.page(slice, rows, AgentTemplate::position));
    }

    /// One template.
    @GET
    @Path("/{id}")
    @APIResponseSchema(AgentTemplate.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return templates.find(ApiCall.of(routing), id);
    }

    /// Changes which agents are of a template.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(AgentTemplate.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull AgentTemplateEdit body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> templates.edit(transaction, call, id, body));
    }

    /// Takes a template away, with what was assigned to it.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(AgentTemplate.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> templates.delete(transaction, call, id));
    }
}
