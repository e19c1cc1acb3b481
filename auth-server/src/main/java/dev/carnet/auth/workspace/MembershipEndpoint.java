package dev.carnet.auth.workspace;

import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;

/// `/api/v1/me/membership`: the caller's place in the workspace.
@Bounded
@Path(Routes.BASE + "/me/membership")
@Produces(MediaType.APPLICATION_JSON)
public class MembershipEndpoint {

    private final Departures departures;
    private final Clock clock;

    MembershipEndpoint(Departures departures, Clock clock) {
        this.departures = departures;
        this.clock = clock;
    }

    /// Leaves the workspace, with everything the caller has there. The last owner cannot.
    @DELETE
    public Uni<RevocationAnswer> leave(@Context RoutingContext routing) {
        ApiCall call = ApiCall.of(routing);
        return departures.leave(
                call.workspace(), call.person(), call.event("member.leave", clock.instant()));
    }
}
