package dev.carnet.auth.integration;

import dev.carnet.auth.integration.ConnectionStore.Filter;
import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/grants`: what people allowed. Everybody sees and ends their own, operators everybody's;
/// auditors see them all.
@Bounded
@Path(Routes.BASE + "/grants")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class GrantEndpoint {

    private final ConnectionStore store = new ConnectionStore();
    private final Pool pool;
    private final Lists lists;
    private final Deeds deeds;
    private final Grants grants;

    GrantEndpoint(Pool pool, Lists lists, Deeds deeds, Grants grants) {
        this.pool = pool;
        this.lists = lists;
        this.deeds = deeds;
        this.grants = grants;
    }

    /// What a grant shall be called.
    public record Labelled(@NotBlank @Size(max = 200) String label) {}

    /// The grants, the newest first.
    @GET
    public Uni<Page<GrantView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor,
            @QueryParam("person_id") Optional<String> person,
            @QueryParam("client_id") Optional<String> client) {
        ApiCall call = ApiCall.of(routing);
        Slice slice =
                lists.slice(
                        call, new Lists.Asked(limit, cursor), person.orElse(""), client.orElse(""));
        return store.grants(
                        pool,
                        call.workspace(),
                        new Filter(Grants.visible(call), person, client),
                        slice)
                .map(rows -> lists.page(slice, rows, GrantView::position));
    }

    /// One grant.
    @GET
    @Path("/{id}")
    @APIResponseSchema(GrantView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return grants.find(pool, ApiCall.of(routing), id)
                .map(grant -> Grants.answer(grant).response());
    }

    /// Calls a grant otherwise.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(GrantView.class)
    public Uni<Response> label(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull Labelled body) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> grants.label(transaction, call, id, body.label()));
    }

    /// Takes a grant back, with its refresh token and its tokens; other grants of the same client
    /// stay.
    @DELETE
    @Path("/{id}")
    public Uni<RevocationAnswer> revoke(
            @Context RoutingContext routing, @PathParam("id") String id) {
        return grants.revoke(ApiCall.of(routing), id);
    }
}
