package dev.carnet.mcp.connection;

import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/connections`: who is connected to what. People see and end their own; admins all.
@Bounded
@Path(RouteTable.BASE + "/connections")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ConnectionEndpoint {

    private final ConnectionListStore store;
    private final Deeds deeds;
    private final Lists lists;
    private final Pool pool;
    private final Clock clock;

    ConnectionEndpoint(
            ConnectionListStore store, Deeds deeds, Lists lists, Pool pool, Clock clock) {
        this.store = store;
        this.deeds = deeds;
        this.lists = lists;
        this.pool = pool;
        this.clock = clock;
    }

    /// The connections, the newest first.
    @GET
    public Uni<Page<ConnectionView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        String whose = isAdmin(call) ? "" : call.person();
        return store.list(pool, call.workspace(), whose, slice, clock.instant())
                .map(rows -> lists.page(slice, rows, ConnectionView::position));
    }

    /// Ends a connection: the next call needs another, and the provider is told. auth-server ends
    /// the person's passports that name the server, within seconds; while it is away, that waits.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(ConnectionView.class)
    public Uni<Response> end(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return deeds.change(call, transaction -> end(transaction, call, id));
    }

    private Uni<Deed> end(SqlConnection transaction, ApiCall call, String id) {
        return store.find(transaction, call.workspace(), id, clock.instant())
                .map(found ->
                        found.filter(it -> isAdmin(call) || call.isPerson(it.personId()))
                                .orElseThrow(Refused::notFound))
                .call(_ ->
                        store.end(
                                        transaction,
                                        call.workspace(),
                                        id,
                                        call.answerable(),
                                        clock.instant())
                                .invoke(ConnectionEndpoint::demandThere))
                .chain(view ->
                        store.slug(transaction, call.workspace(), view.serverId())
                                .map(slug -> ended(call, view, slug)));
    }

    private Deed ended(ApiCall call, ConnectionView view, Optional<String> slug) {
        return new Deed(
                Answer.ok(view),
                call.event("connection.end", clock.instant())
                        .with("id", view.id())
                        .with("srv", view.serverId())
                        .with("out", "ok"),
                slug.map(name -> disconnected(view.personId() + "/" + name)).stream().toList());
    }

    /// What runs over it ends at every replica.
    private ChangeBody disconnected(String place) {
        return new Revoked(
                "connection", place, "", clock.instant().plus(ConnectionLimits.DISCONNECTED_KEPT));
    }

    private static void demandThere(boolean ended) {
        if (!ended) {
            throw Refused.notFound();
        }
    }

    private static boolean isAdmin(ApiCall call) {
        return Role.ADMINS.contains(call.caller().role());
    }
}
