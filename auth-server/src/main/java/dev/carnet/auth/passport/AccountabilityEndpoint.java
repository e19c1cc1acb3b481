package dev.carnet.auth.passport;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.Bounded;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/// What whoever holds a passport does with it, below `/api/v1/passports`. The passport itself is
/// the credential, with a DPoP proof for it where it is bound to a key.
@Bounded
@Path(Routes.BASE + "/passports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AccountabilityEndpoint {

    private final Accountability accountability;

    AccountabilityEndpoint(Accountability accountability) {
        this.accountability = accountability;
    }

    /// The next passport: same session, parent and mandate.
    @POST
    @Path("/refresh")
    public Uni<Passport> refresh(@Context RoutingContext routing, @Valid @NotNull Renewal body) {
        return Uni.createFrom().deferred(() -> accountability.refresh(routing, body));
    }

    /// Reports what was done so far, and goes on.
    @POST
    @Path("/checkpoint")
    public Uni<Reported> checkpoint(@Context RoutingContext routing, @Valid @NotNull Report body) {
        return Uni.createFrom().deferred(() -> accountability.checkpoint(routing, body));
    }

    /// Reports what was done, and hands the passport in.
    @POST
    @Path("/checkout")
    public Uni<Reported> checkout(@Context RoutingContext routing, @Valid @NotNull Report body) {
        return Uni.createFrom().deferred(() -> accountability.checkout(routing, body));
    }
}
