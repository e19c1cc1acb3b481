package dev.carnet.auth.invitation;

import dev.carnet.auth.invitation.InvitationStore.Draft;
import dev.carnet.auth.rest.Routes;
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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/invitations`: people who shall become members of the credential's workspace.
@Bounded
@Path(Routes.BASE + "/invitations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class InvitationEndpoint {

    private final InvitationStore store;
    private final Invitations invitations;
    private final Deeds deeds;
    private final Lists lists;
    private final Pool pool;
    private final Clock clock;

    InvitationEndpoint(
            InvitationStore store,
            Invitations invitations,
            Deeds deeds,
            Lists lists,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.invitations = invitations;
        this.deeds = deeds;
        this.lists = lists;
        this.pool = pool;
        this.clock = clock;
    }

    /// Invites somebody; the answer is the only one that holds the link.
    @POST
    @APIResponseSchema(value = Invitation.class, responseCode = "201")
    public Uni<Response> invite(
            @Context RoutingContext routing, @Valid @NotNull InvitationRequest body) {
        ApiCall call = ApiCall.of(routing);
        Draft draft = invitations.draft(call, body);
        return deeds.create(call, body, transaction -> invitations.make(transaction, call, draft));
    }

    /// The invitations, the newest first, with what became of them.
    @GET
    public Uni<Page<Invitation>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.list(pool, call.workspace(), slice, clock.instant())
                .map(rows -> lists.page(slice, rows, Invitation::position));
    }

    /// One invitation.
    @GET
    @Path("/{id}")
    public Uni<Invitation> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return invitations.find(pool, ApiCall.of(routing), id);
    }

    /// Makes another link for seven more days; the earlier one is void.
    @POST
    @Path("/{id}/resend")
    @Consumes(MediaType.WILDCARD)
    @APIResponseSchema(Invitation.class)
    public Uni<Response> resend(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.create(
                call, List.of(id), transaction -> invitations.renew(transaction, call, id));
    }

    /// Withdraws an invitation. It stays listed as withdrawn.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(Invitation.class)
    public Uni<Response> withdraw(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> invitations.withdraw(transaction, call, id));
    }
}
