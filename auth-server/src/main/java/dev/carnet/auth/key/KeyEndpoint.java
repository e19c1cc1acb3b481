package dev.carnet.auth.key;

import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.Revocations;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/keys`. Members see and end their own keys, owners and admins everybody's.
@Bounded
@Path(Routes.BASE + "/keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class KeyEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final Keys keys;
    private final Revocations revocations;

    KeyEndpoint(Deeds deeds, Lists lists, Keys keys, Revocations revocations) {
        this.deeds = deeds;
        this.lists = lists;
        this.keys = keys;
        this.revocations = revocations;
    }

    /// Makes a key; the answer is the only place its text ever appears.
    @POST
    @APIResponseSchema(value = ApiKey.class, responseCode = "201")
    public Uni<Response> create(@Context RoutingContext routing, @Valid @NotNull KeyRequest body) {
        ApiCall call = ApiCall.of(routing);
        Keys.Draft draft = keys.draft(call, body);
        return deeds.create(call, body, transaction -> keys.make(transaction, call, draft));
    }

    /// The keys the caller may see, newest first.
    @GET
    public Uni<Page<ApiKey>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return keys.list(call, slice).map(rows -> lists.page(slice, rows, ApiKey::position));
    }

    /// One key.
    @GET
    @Path("/{id}")
    public Uni<ApiKey> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return keys.find(ApiCall.of(routing), id);
    }

    /// Gives the key another secret, in place; the old one ends when this is answered.
    @POST
    @Path("/{id}/rotate")
    @Consumes(MediaType.WILDCARD)
    @APIResponseSchema(ApiKey.class)
    public Uni<Response> rotate(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(call, List.of(id), transaction -> keys.rotate(transaction, call, id));
    }

    /// Revokes the key. It stays listed as revoked.
    @DELETE
    @Path("/{id}")
    public Uni<RevocationAnswer> revoke(
            @Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        RevocationOrder order = keys.revocation(call, id);
        return keys.find(call, id)
                .chain(() -> revocations.revoke(order))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }
}
