package dev.carnet.auth.integration;

import dev.carnet.auth.rest.ApiCall;
import dev.carnet.auth.rest.Lists;
import dev.carnet.auth.rest.Page;
import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.rest.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/// `/api/v1/grants`: what people allowed. Members see what they allowed themselves.
@Path(Routes.BASE + "/grants")
@Produces(MediaType.APPLICATION_JSON)
public class GrantEndpoint {

    private final ConnectionStore store = new ConnectionStore();
    private final Pool pool;
    private final Lists lists;

    GrantEndpoint(Pool pool, Lists lists) {
        this.pool = pool;
        this.lists = lists;
    }

    /// The grants, the newest first.
    @GET
    public Uni<Page<GrantView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.grants(pool, call.workspace(), whose(call), slice)
                .map(rows -> lists.page(slice, rows, GrantView::position));
    }

    private static Optional<String> whose(ApiCall call) {
        return Role.AUDITORS.contains(call.caller().role())
                ? Optional.empty()
                : Optional.of(call.caller().subject());
    }
}
