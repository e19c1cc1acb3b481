package dev.carnet.mcp.gate;

import dev.carnet.mcp.gate.GateListStore.Filter;
import dev.carnet.mcp.gate.GateListStore.Whose;
import dev.carnet.mcp.live.Principal;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.gate.GateState;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// `/api/v1/gates`: calls that wait for people. Who runs or audits the workspace sees all of them,
/// everybody else their own. Nobody decides here: that takes a page and a recent sign-in.
@Bounded
@Path(RouteTable.BASE + "/gates")
@Produces(MediaType.APPLICATION_JSON)
public class GateEndpoint {

    private final GateListStore store;
    private final Gates gates;
    private final Telling telling;
    private final Lists lists;

    GateEndpoint(GateListStore store, Gates gates, Telling telling, Lists lists) {
        this.store = store;
        this.gates = gates;
        this.telling = telling;
        this.lists = lists;
    }

    /// The gates, newest first.
    @GET
    public Uni<Page<GateView>> list(
            @Context RoutingContext routing,
            @QueryParam("state") Optional<String> state,
            @QueryParam("kind") Optional<String> kind,
            @QueryParam("server") Optional<String> server,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        demand(
                "state",
                state,
                Set.copyOf(Arrays.stream(GateState.values()).map(GateState::wire).toList()));
        demand("kind", kind, Set.of("confirm", "approve"));
        Slice slice =
                lists.slice(
                        call,
                        new Lists.Asked(limit, cursor),
                        state.orElse(""),
                        kind.orElse(""),
                        server.orElse(""),
                        call.caller().subject());
        return store.list(
                        call.workspace(),
                        new Filter(whose(call.caller()), state, kind, server),
                        slice)
                .map(rows -> rows.stream().map(this::view).toList())
                .map(rows -> lists.page(slice, rows, GateView::position));
    }

    /// One gate.
    @GET
    @Path("/{id}")
    public Uni<GateView> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return find(ApiCall.of(routing), id).map(this::view);
    }

    /// Takes a call back that has not run: one's own, or any for who runs the workspace.
    @DELETE
    @Path("/{id}")
    public Uni<GateView> withdraw(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return find(call, id)
                .chain(gate -> withdraw(call, gate))
                .chain(() -> find(call, id))
                .map(this::view);
    }

    private Uni<Boolean> withdraw(ApiCall call, Gate gate) {
        boolean may = own(call.caller()).has(gate) || Role.OPERATORS.contains(call.caller().role());
        if (!may) {
            throw Refused.role("Only who asked, or an operator, takes a call back.");
        }
        return gates.withdraw(gate, call.caller(), "cancelled")
                .invoke(done -> {
                    if (!done) {
                        throw new Refused(
                                Refusal.NOT_ACTIVE, "This call has run, runs, or was decided.");
                    }
                });
    }

    private Uni<Gate> find(ApiCall call, String id) {
        return gates.find(call.workspace(), id)
                .map(found ->
                        found.filter(gate ->
                                        whose(call.caller())
                                                .map(whose -> whose.has(gate))
                                                .orElse(true))
                                .orElseThrow(Refused::notFound));
    }

    /// Whose gates a caller sees: everybody's, or their own.
    private static Optional<Whose> whose(Caller caller) {
        return Role.AUDITORS.contains(caller.role()) ? Optional.empty() : Optional.of(own(caller));
    }

    private static Whose own(Caller caller) {
        return new Whose(Principal.of(caller).text(), Principal.person(caller));
    }

    private static void demand(String parameter, Optional<String> value, Set<String> known) {
        if (value.isPresent() && !known.contains(value.get())) {
            throw Refused.field(
                    parameter, "is one of " + String.join(", ", known.stream().sorted().toList()));
        }
    }

    private GateView view(Gate gate) {
        return GateView.of(gate, telling.url(gate));
    }
}
