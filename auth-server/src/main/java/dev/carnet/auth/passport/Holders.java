package dev.carnet.auth.passport;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential.Passport;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.startup.ServiceConfig;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/// Who comes with a passport and nothing else. What they may do is what whoever holds the passport
/// may: to have it renewed, to report, and to send another agent.
@ApplicationScoped
class Holders {

    private final CallerCheck callers;
    private final ProtectedResource resource;
    private final String mcpUrl;
    private final Clock clock;

    Holders(CallerCheck callers, ProtectedResource resource, ServiceConfig config, Clock clock) {
        this.callers = callers;
        this.resource = resource;
        this.mcpUrl = config.mcpUrl();
        this.clock = clock;
    }

    /// The call of the agent whose passport that is, if it counts at this moment.
    ApiCall call(RoutingContext routing, String token) {
        return ApiCall.holding(routing, holder(token), resource.challenge());
    }

    /// The call of an agent that proved who it is.
    ApiCall call(RoutingContext routing, Caller agent) {
        return ApiCall.holding(routing, agent, resource.challenge());
    }

    private boolean expired(String token) {
        return PassportCheck.expired(token, clock.instant()).equals("expired");
    }

    /// As a bearer token: one that is bound to a key is nobody's without its proof.
    private Caller holder(String token) {
        return switch (callers.identify(Optional.of("Bearer " + token), Optional.empty(), mcpUrl)) {
            case Identification.Known known
                    when known.caller().credential() instanceof Passport
                            && known.caller().actors().isEmpty() ->
                    known.caller();
            case Identification.Unavailable _ ->
                    throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
            case Identification.Refused _ when expired(token) ->
                    throw new Refused(Refusal.PASSPORT_EXPIRED, "Ask for a new one.");
            case Identification.Refused refused when refused.reason().endsWith("_revoked") ->
                    throw new Refused(Refusal.PASSPORT_REVOKED, "It was taken away.");
            default -> throw new Refused(Refusal.INVALID_TOKEN, "This is no passport that counts.");
        };
    }
}
