package dev.carnet.auth.revocation;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// `/api/v1/revocations`: one door for everything that can be taken away.
@Bounded
@Path(Routes.BASE + "/revocations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RevocationEndpoint {

    private final ReachStore reach = new ReachStore();
    private final HoldStore holds = new HoldStore();
    private final Pool pool;
    private final Lists lists;
    private final Revocations revocations;
    private final Clock clock;

    RevocationEndpoint(Pool pool, Lists lists, Revocations revocations, Clock clock) {
        this.pool = pool;
        this.lists = lists;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Takes something away. A request that starts after the answer is refused everywhere; the same
    /// order again changes nothing. With `dry_run` nothing ends at all, and the answer says what
    /// would.
    @POST
    public Uni<RevocationAnswer> revoke(
            @Context RoutingContext routing, @Valid @NotNull RevocationRequest body) {
        ApiCall call = ApiCall.of(routing);
        body.demandConfirmed();
        RevocationOrder order = order(call, body);
        return reach.find(pool, call.workspace(), order.type(), order.id())
                .map(found -> found.orElseThrow(Refused::notFound))
                .invoke(target -> Reach.demand(call, order.type(), target))
                .chain(() ->
                        body.onlyLooks()
                                ? revocations
                                        .preview(order)
                                        .map(outcome -> RevocationAnswer.preview(order, outcome))
                                : revocations
                                        .revoke(order, tx -> held(tx, call, order))
                                        .map(outcome -> RevocationAnswer.of(order, outcome)));
    }

    /// An agent that is suspended by somebody else does not go on by its owner's word.
    private Uni<List<ChangeBody>> held(
            SqlConnection transaction, ApiCall call, RevocationOrder order) {
        return order.type() == RevocationType.AGENT
                ? holds.suspend(transaction, call, order.id())
                : Uni.createFrom().item(List.of());
    }

    private RevocationOrder order(ApiCall call, RevocationRequest body) {
        return new RevocationOrder(
                call.workspace(),
                RevocationType.of(body.type()).orElseThrow(Refused::notFound),
                body.id(),
                body.reason().orElse(""),
                call.event("revocation", clock.instant()));
    }

    /// The revocations in force, the newest first.
    @GET
    public Uni<Page<RevocationView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return reach.list(pool, call.workspace(), slice)
                .map(rows -> lists.page(slice, rows, RevocationView::position));
    }
}
