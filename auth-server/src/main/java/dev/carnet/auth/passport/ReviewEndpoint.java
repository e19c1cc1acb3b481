package dev.carnet.auth.passport;

import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.Endings.Work;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
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
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `/api/v1/reviews`: reports that somebody has to look at.
@Bounded
@Path(Routes.BASE + "/reviews")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ReviewEndpoint {

    private final ReviewStore store = new ReviewStore();
    private final Pool pool;
    private final Lists lists;
    private final Endings endings;
    private final Clock clock;

    ReviewEndpoint(Pool pool, Lists lists, Endings endings, Clock clock) {
        this.pool = pool;
        this.lists = lists;
        this.endings = endings;
        this.clock = clock;
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
        return store.list(pool, call.workspace(), state.map("pending"::equals), slice)
                .map(rows -> lists.page(slice, rows, Review::position));
    }

    /// Decides about one: the agent goes on, or is blocked until somebody unblocks it.
    @POST
    @Path("/{id}/decision")
    public Uni<Review> decide(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ReviewDecision body) {
        ApiCall call = ApiCall.of(routing);
        call.refuseAgents();
        return endings.run(
                body.note().orElse(""), transaction -> decide(transaction, call, id, body));
    }

    private Uni<Work<Review>> decide(
            SqlConnection transaction, ApiCall call, String id, ReviewDecision body) {
        return store.find(transaction, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .chain(review -> store.owner(transaction, call.workspace(), review.agentId()))
                .invoke(owner -> demandElse(call, owner))
                .chain(() ->
                        store.decide(
                                transaction,
                                call.workspace(),
                                id,
                                body,
                                call.caller().subject(),
                                clock.instant()))
                .map(decided ->
                        decided.orElseThrow(() ->
                                new Refused(Refusal.NOT_ACTIVE, "Somebody has decided already.")))
                .map(review -> work(call, review, body));
    }

    /// Whoever answers for the agent does not acquit it, unless they are an owner of the workspace:
    /// there need be nobody else.
    private static void demandElse(ApiCall call, Optional<String> owner) {
        if (call.caller().role() != Role.OWNER && owner.filter(call::answersFor).isPresent()) {
            throw Refused.role("Whoever answers for an agent does not decide about it.");
        }
    }

    private Work<Review> work(ApiCall call, Review review, ReviewDecision body) {
        boolean block = body.decision().equals("block");
        return new Work<>(
                block
                        ? List.of(
                                new Ended(
                                        call.workspace(),
                                        RevocationType.AGENT_PASSPORTS,
                                        review.agentId(),
                                        0,
                                        0))
                        : List.of(),
                List.of(
                        call.event("review.decide", clock.instant())
                                .with("id", review.id())
                                .with("out", body.decision())
                                .hide("reason", body.note().orElse(""))),
                review);
    }
}
