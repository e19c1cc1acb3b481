package dev.carnet.guard;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// The guard in front of every JAX-RS resource of a Quarkus application that has this module in its
/// index (`quarkus.index-dependency.carnet.group-id=dev.carnet`, `….artifact-id=carnet-guard`) and
/// says `carnet.guard.issuer`, `.audience`, `.workspace` and `.credential`. What the token says is
/// the request's property `carnet.claims` afterwards.
@ApplicationScoped
public class GuardFilter {

    /// The property of the request that holds the token's `TokenClaims`.
    public static final String CLAIMS = "carnet.claims";

    private static final Logger LOG = Logger.getLogger(GuardFilter.class);

    private final URI issuer;
    private final Guard guard;

    GuardFilter(
            @ConfigProperty(name = "carnet.guard.issuer") URI issuer,
            @ConfigProperty(name = "carnet.guard.audience") String audience,
            @ConfigProperty(name = "carnet.guard.workspace") String workspace,
            @ConfigProperty(name = "carnet.guard.credential") String credential,
            @ConfigProperty(name = "carnet.guard.stale", defaultValue = "5S") Duration stale) {
        this.issuer = issuer;
        this.guard =
                Guard.start(
                        new GuardSettings(issuer, audience, workspace, credential, stale),
                        Clock.systemUTC());
    }

    /// The feed is followed from the start of the application, not from its first request on; and
    /// settings that do not hold keep it from starting.
    void begin(@Observes StartupEvent start) {
        LOG.infof("Tokens are judged by the revocations of %s", issuer);
    }

    /// Lets the request go on, or answers it.
    @ServerRequestFilter
    public Optional<Response> admit(ContainerRequestContext request) {
        return switch (guard.judge(
                Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION)))) {
            case Decision.Allowed allowed -> {
                request.setProperty(CLAIMS, allowed.claims());
                yield Optional.empty();
            }
            case Decision.Refused refused ->
                    Optional.of(
                            Response.status(Response.Status.UNAUTHORIZED)
                                    .header(HttpHeaders.WWW_AUTHENTICATE, refused.challenge())
                                    .build());
            case Decision.Unavailable _ ->
                    Optional.of(
                            Response.status(Response.Status.SERVICE_UNAVAILABLE)
                                    .header(HttpHeaders.RETRY_AFTER, 1)
                                    .build());
        };
    }

    @PreDestroy
    void end() {
        guard.close();
    }
}
