package dev.carnet.auth.passport;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;

/// `/api/v1/reviews`: reports that somebody has to look at.
@Bounded
@Path(Routes.BASE + "/reviews")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ReviewEndpoint {

    private final Reviews reviews;
    private final Lists lists;

    ReviewEndpoint(Reviews reviews, Lists lists) {
        this.reviews = reviews;
        this.lists = lists;
    }

    /// The reviews of the workspace, newest first.
    @GET
    public Uni<Page<Review>> list(
            @Context RoutingContext routing,
            @QueryParam("state") Optional<String> state,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        if (state.filter(asked -> !Set.of("pending", "decided").contains(asked)).isPresent()) {
            throw Refused.field("state", "is pending or decided");
        }
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor), state.orElse(""));
        return reviews.list(call.workspace(), state.map("pending"::equals), slice)
                .map(rows -> lists.page(slice, rows, Review::position));
    }

    /// Decides about one: the agent goes on, or is blocked until somebody unblocks it. The version
    /// is what was looked at, so that nobody accepts what was found meanwhile.
    @POST
    @Path("/{id}/decision")
    public Uni<Review> decide(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ReviewDecision body) {
        return reviews.decide(ApiCall.of(routing), id, body);
    }
}
