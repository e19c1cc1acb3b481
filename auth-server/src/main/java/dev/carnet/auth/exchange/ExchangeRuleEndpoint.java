package dev.carnet.auth.exchange;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
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

/// `/api/v1/exchange-rules`: who may act for whom in the workspace.
@Bounded
@Path(Routes.BASE + "/exchange-rules")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ExchangeRuleEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final ExchangeRules rules;

    ExchangeRuleEndpoint(Deeds deeds, Lists lists, ExchangeRules rules) {
        this.deeds = deeds;
        this.lists = lists;
        this.rules = rules;
    }

    /// Lets a client act for others.
    @POST
    @APIResponseSchema(value = ExchangeRule.class, responseCode = "201")
    public Uni<Response> create(
            @Context RoutingContext routing, @Valid @NotNull ExchangeRuleRequest body) {
        ApiCall call = ApiCall.of(routing);
        ExchangeRule rule = rules.draft(call, body);
        return deeds.create(call, body, transaction -> rules.create(transaction, call, rule));
    }

    /// The rules of the workspace, newest first.
    @GET
    public Uni<Page<ExchangeRule>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return rules.list(call, slice).map(rows -> lists.page(slice, rows, ExchangeRule::position));
    }

    /// One rule.
    @GET
    @Path("/{id}")
    @APIResponseSchema(ExchangeRule.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return rules.find(ApiCall.of(routing), id);
    }

    /// Changes how far a rule goes. Tokens that were exchanged by what it was are refused
    /// everywhere when this is answered.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(ExchangeRule.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ExchangeRuleEdit body) {
        return rules.edit(ApiCall.of(routing), id, body);
    }

    /// Takes a rule away. Tokens that were exchanged by it are refused everywhere when this is
    /// answered.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(ExchangeRule.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        return rules.delete(ApiCall.of(routing), id);
    }
}
