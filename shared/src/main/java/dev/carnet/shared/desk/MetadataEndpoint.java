package dev.carnet.shared.desk;

import dev.carnet.shared.rest.ProtectedResource;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// The metadata of the REST API as a protected resource (RFC 9728 §3), readable from any web page.
@Path("/.well-known/oauth-protected-resource" + RouteTable.BASE)
public final class MetadataEndpoint {

    private final ProtectedResource resource;

    MetadataEndpoint(ProtectedResource resource) {
        this.resource = resource;
    }

    /// The document.
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response get() {
        return Response.ok(resource)
                .header("Access-Control-Allow-Origin", "*")
                .header("Cache-Control", "public, max-age=300")
                .build();
    }
}
