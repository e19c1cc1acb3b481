package dev.carnet.auth.trust;

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

/// `/api/v1/trusted-issuers`: whose word counts in the workspace, for what and how far.
@Bounded
@Path(Routes.BASE + "/trusted-issuers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TrustedIssuerEndpoint {

    private final Deeds deeds;
    private final Lists lists;
    private final TrustedIssuers issuers;

    TrustedIssuerEndpoint(Deeds deeds, Lists lists, TrustedIssuers issuers) {
        this.deeds = deeds;
        this.lists = lists;
        this.issuers = issuers;
    }

    /// Trusts an issuer.
    @POST
    @APIResponseSchema(value = TrustedIssuer.class, responseCode = "201")
    public Uni<Response> trust(
            @Context RoutingContext routing, @Valid @NotNull TrustedIssuerRequest body) {
        ApiCall call = ApiCall.of(routing);
        TrustedIssuer issuer = issuers.draft(call, body);
        return deeds.create(call, body, transaction -> issuers.trust(transaction, call, issuer));
    }

    /// The issuers the workspace trusts, newest first.
    @GET
    public Uni<Page<TrustedIssuer>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return issuers.list(call, slice)
                .map(rows -> lists.page(slice, rows, TrustedIssuer::position));
    }

    /// One issuer.
    @GET
    @Path("/{id}")
    @APIResponseSchema(TrustedIssuer.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return issuers.find(ApiCall.of(routing), id);
    }

    /// Changes how far an issuer is trusted, disables it or trusts it again.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(TrustedIssuer.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull TrustedIssuerEdit body) {
        ApiCall call = ApiCall.of(routing);
        return body.disables()
                ? issuers.disable(call, id)
                : deeds.change(call, transaction -> issuers.edit(transaction, call, id, body));
    }

    /// Trusts it no longer; what rests on its word ends with it.
    @DELETE
    @Path("/{id}")
    public Uni<RevocationAnswer> delete(
            @Context RoutingContext routing, @PathParam("id") String id) {
        return issuers.delete(ApiCall.of(routing), id);
    }
}
