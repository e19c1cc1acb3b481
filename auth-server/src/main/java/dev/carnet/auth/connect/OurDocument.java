package dev.carnet.auth.connect;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.fetch.FetchRules;
import dev.carnet.shared.fetch.Target;
import dev.carnet.shared.startup.ServiceConfig;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/// The document that describes Carnet as a client (draft-ietf-oauth-client-id-metadata-document-02
/// §4): its URL is the client id.
@Singleton
@Path("/.well-known/carnet-client.json")
public class OurDocument {

    /// Where authorization servers send browsers back to.
    static final String CALLBACK = "/connect/callback";

    private static final String PATH = "/.well-known/carnet-client.json";
    private static final String KEPT = "public, max-age=3600";

    private final String issuer;
    private final FetchRules rules;

    OurDocument(ServiceConfig config, FetchRules rules) {
        this.issuer = config.issuer();
        this.rules = rules;
    }

    /// What it says.
    ///
    /// @param clientUri the issuer itself
    record Document(
            @JsonProperty("client_id") String clientId,
            @JsonProperty("client_name") String name,
            @JsonProperty("client_uri") String clientUri,
            @JsonProperty("redirect_uris") List<String> redirectUris,
            @JsonProperty("grant_types") List<String> grants,
            @JsonProperty("response_types") List<String> responses,
            @JsonProperty("token_endpoint_auth_method") String method,
            @JsonProperty("application_type") String type) {}

    /// Shows it.
    @GET
    public Response show() {
        return Response.ok(document(url(), OurClient.NONE), MediaType.APPLICATION_JSON)
                .header("Cache-Control", KEPT)
                .build();
    }

    /// The client id.
    String url() {
        return issuer + PATH;
    }

    /// Whether that authorization server could fetch it: everybody can where it is public, and in
    /// development whoever is on the same machine.
    boolean isWithinReachOf(String server) {
        return Target.isPlausible(url()) || (isHere(url()) && isHere(server));
    }

    private boolean isHere(String url) {
        return url.startsWith("http://") && Target.of(url, rules).isPresent();
    }

    String redirectUri() {
        return issuer + CALLBACK;
    }

    /// The same metadata for a registration (RFC 7591 §2), which names no client id.
    Document document(String clientId, String method) {
        return new Document(
                clientId,
                "Carnet",
                issuer,
                List.of(redirectUri()),
                List.of("authorization_code", "refresh_token"),
                List.of("code"),
                method,
                issuer.startsWith("https://") ? "web" : "native");
    }
}
