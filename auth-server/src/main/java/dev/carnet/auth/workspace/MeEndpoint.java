package dev.carnet.auth.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.ScopeList;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `/api/v1/me`: what the credential of the request amounts to at this moment.
@Bounded
@Path(Routes.BASE + "/me")
@Produces(MediaType.APPLICATION_JSON)
public class MeEndpoint {

    /// Who asks.
    ///
    /// @param subject the person, agent, key or client
    /// @param credential its kind: `access_token`, `passport`, `key` or `page`
    /// @param actor who acts for the subject
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Me(
            String subject,
            String workspace,
            String role,
            List<String> scopes,
            String credential,
            @JsonProperty("credential_id") Optional<String> credentialId,
            Optional<String> actor,
            @JsonProperty("expires_at") Optional<Instant> expiresAt) {}

    /// The caller.
    @GET
    public Me get(@Context RoutingContext routing) {
        Caller caller = ApiCall.of(routing).caller();
        return new Me(
                caller.subject(),
                caller.workspace(),
                caller.role().wire(),
                ScopeList.names(caller.scopes()),
                kind(caller.credential()),
                id(caller.credential()),
                caller.actor(),
                caller.credential().expires());
    }

    private static String kind(Credential credential) {
        return switch (credential) {
            case Credential.AccessToken _ -> "access_token";
            case Credential.Passport _ -> "passport";
            case Credential.Key _ -> "key";
            case Credential.Page _ -> "page";
        };
    }

    private static Optional<String> id(Credential credential) {
        return switch (credential) {
            case Credential.AccessToken token -> Optional.of(token.jti());
            case Credential.Passport passport -> Optional.of(passport.jti());
            case Credential.Key key -> Optional.of(key.id());
            case Credential.Page _ -> Optional.empty();
        };
    }
}
