package dev.carnet.mcp.notice;

import dev.carnet.shared.desk.Answer;
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

/// `/api/v1/notifications/rules`: who is told of what.
@Bounded
@Path(RouteTable.BASE + "/notifications/rules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RuleEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final Rules rules;

    RuleEndpoint(Deeds deeds, Lists lists, Rules rules) {
        this.deeds = deeds;
        this.lists = lists;
        this.rules = rules;
    }

    /// Makes a rule. It counts for what happens from now on.
    @POST
    @APIResponseSchema(value = Rule.class, responseCode = "201")
    public Uni<Response> create(@Context RoutingContext routing, @Valid @NotNull RuleRequest body) {
        ApiCall call = ApiCall.of(routing);
        Rule rule = rules.draft(body);
        return deeds.create(call, body, transaction -> rules.create(transaction, call, rule));
    }

    /// The rules of the workspace, newest first.
    @GET
    public Uni<Page<Rule>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return rules.list(call, slice).map(rows -> lists.page(slice, rows, Rule::position));
    }

    /// One rule.
    @GET
    @Path("/{id}")
    @APIResponseSchema(Rule.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return rules.find(ApiCall.of(routing), id).map(Answer::response);
    }

    /// Changes a rule, or has it count no longer (`enabled`).
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(Rule.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull RuleEdit body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> rules.edit(transaction, call, id, body));
    }

    /// Takes a rule away.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(Rule.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> rules.delete(transaction, call, id));
    }
}
