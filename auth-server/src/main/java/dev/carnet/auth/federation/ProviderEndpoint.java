package dev.carnet.auth.federation;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
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

/// `/api/v1/identity-providers`: whose word a workspace takes for its members.
@Bounded
@Path(Routes.BASE + "/identity-providers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ProviderEndpoint {

    private final ProviderStore store;
    private final Providers providers;
    private final Deeds deeds;
    private final Lists lists;
    private final Pool pool;
    private final String issuer;

    ProviderEndpoint(
            ProviderStore store,
            Providers providers,
            Deeds deeds,
            Lists lists,
            Pool pool,
            ServiceConfig config) {
        this.store = store;
        this.providers = providers;
        this.deeds = deeds;
        this.lists = lists;
        this.pool = pool;
        this.issuer = config.issuer();
    }

    /// Adds a provider.
    @POST
    @APIResponseSchema(value = ProviderView.class, responseCode = "201")
    public Uni<Response> add(
            @Context RoutingContext routing, @Valid @NotNull ProviderRequest body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(call, body, transaction -> providers.add(transaction, call, body));
    }

    /// The providers, the newest first.
    @GET
    public Uni<Page<ProviderView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.list(pool, call.workspace(), slice)
                .map(rows ->
                        lists.page(
                                slice,
                                rows.stream().map(row -> ProviderView.of(row, issuer)).toList(),
                                view -> new Slice.Position(view.createdAt(), view.id())));
    }

    /// One provider.
    @GET
    @Path("/{id}")
    @APIResponseSchema(ProviderView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return store.find(pool, ApiCall.of(routing).workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .map(found -> providers.answer(found).response());
    }

    /// Changes a provider, or switches it on or off. Off, nobody signs in through it, and whoever
    /// did is signed out, with every grant they allowed so.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(ProviderView.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ProviderEdit body) {
        return providers.edit(ApiCall.of(routing), id, body);
    }

    /// Removes a provider with every account that was linked through it, every session that began
    /// by it, and every grant that was allowed in one.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(ProviderView.class)
    public Uni<Response> remove(@Context RoutingContext routing, @PathParam("id") String id) {
        return providers.remove(ApiCall.of(routing), id);
    }
}
