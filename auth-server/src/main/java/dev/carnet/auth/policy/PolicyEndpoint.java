package dev.carnet.auth.policy;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/client-policies`: which clients a workspace allows.
@Bounded
@Path(Routes.BASE + "/client-policies")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PolicyEndpoint {

    private final Pool pool;
    private final Lists lists;
    private final ClientPolicyStore store;
    private final PolicyChanges changes;

    PolicyEndpoint(Pool pool, Lists lists, ClientPolicyStore store, PolicyChanges changes) {
        this.pool = pool;
        this.lists = lists;
        this.store = store;
        this.changes = changes;
    }

    /// The rules, the newest first.
    @GET
    public Uni<Page<PolicyView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.list(pool, call.workspace(), slice)
                .map(rows ->
                        lists.page(
                                slice,
                                rows.stream().map(PolicyView::of).toList(),
                                PolicyView::position));
    }

    /// Makes the rule about a client, a domain or all others, or replaces it. Clients it blocks
    /// have lost everything here when this is answered.
    @PUT
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> put(@Context RoutingContext routing, @Valid @NotNull PolicyRequest body) {
        return changes.put(ApiCall.of(routing), body).map(changed -> answer(changed).response());
    }

    /// One rule.
    @GET
    @Path("/{id}")
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return store.find(pool, ApiCall.of(routing).workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .map(rule -> answer(rule, PolicyView.of(rule)).response());
    }

    /// Deletes a rule; a wider one may count for its clients from now on.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(PolicyView.class)
    public Uni<Response> delete(@Context RoutingContext routing, @PathParam("id") String id) {
        return changes.delete(ApiCall.of(routing), id)
                .map(changed -> Answer.ok(view(changed)).response());
    }

    private static Answer answer(PolicyChanges.Changed changed) {
        return answer(changed.rule(), view(changed));
    }

    private static Answer answer(Rule rule, PolicyView view) {
        return Answer.ok(view).tagged(Versions.tag(rule.version()));
    }

    private static PolicyView view(PolicyChanges.Changed changed) {
        return PolicyView.of(changed.rule(), Optional.of(changed.ended().named()));
    }
}
