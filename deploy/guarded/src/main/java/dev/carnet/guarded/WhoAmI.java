package dev.carnet.guarded;

import dev.carnet.guard.GuardFilter;
import dev.carnet.shared.token.TokenClaims;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/// `/whoami`: whoever gets here was let in by the filter, which left the token's claims.
@Path("/whoami")
@Produces(MediaType.TEXT_PLAIN)
public class WhoAmI {

    /// The subject of the token.
    @GET
    public String subject(@Context ContainerRequestContext request) {
        return ((TokenClaims) request.getProperty(GuardFilter.CLAIMS)).subject();
    }
}
