package dev.carnet.auth.discovery;

import dev.carnet.auth.http.Answers;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.signing.Signer;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/// The well-known documents. One document stands at every place a client may look: RFC 8414 §3.1
/// with the issuer's path inserted, and where OpenID Connect clients look (RFC 8414 §5), without a
/// claim to be an OpenID provider.
@Path("/")
public class DiscoveryEndpoint {

    private static final String CACHED = "public, max-age=300";

    private final ServerMetadata metadata;
    private final String issuerPath;
    private final Signer signer;
    private final PictureHolder pictures;

    DiscoveryEndpoint(
            ServiceConfig config, Resources resources, Signer signer, PictureHolder pictures) {
        this.metadata = ServerMetadata.of(config.issuer(), resources, config.clientDocuments());
        this.issuerPath = URI.create(config.issuer()).getRawPath();
        this.signer = signer;
        this.pictures = pictures;
    }

    /// RFC 8414 §3.1, for an issuer without a path.
    @GET
    @Path(".well-known/{document:oauth-authorization-server|openid-configuration}")
    public Response atRoot() {
        return issuerPath.isEmpty() ? document() : Response.status(404).build();
    }

    /// RFC 8414 §3.1, the path inserted.
    @GET
    @Path(".well-known/{document:oauth-authorization-server|openid-configuration}/{path:.+}")
    public Response inserted(@PathParam("path") String path) {
        return issuerPath.equals("/" + path) ? document() : Response.status(404).build();
    }

    /// OpenID Connect Discovery §4, the path in front.
    @GET
    @Path("{path:.+}/.well-known/openid-configuration")
    public Response appended(@PathParam("path") String path) {
        return inserted(path);
    }

    /// The public keys (RFC 7517 §5).
    @GET
    @Path("jwks")
    public Response keys(@Context HttpServerRequest request) {
        return switch (pictures.current()) {
            case PictureView.Fresh _ -> cached(signer.jwks());
            case PictureView.Stale _ -> Answers.refused(request, unsure());
        };
    }

    private static Refusal unsure() {
        return Refusal.because(
                ErrorCode.TEMPORARILY_UNAVAILABLE,
                "Not able to say which keys count right now; try again in a moment.",
                "picture_stale");
    }

    private Response document() {
        return cached(metadata);
    }

    private static Response cached(Object entity) {
        return Response.ok(entity, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, CACHED)
                .build();
    }
}
