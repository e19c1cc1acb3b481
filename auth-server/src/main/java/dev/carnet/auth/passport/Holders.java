package dev.carnet.auth.passport;

import dev.carnet.auth.rest.DoorWitness;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential.Passport;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.rest.ProtectedResource;
import io.smallrye.mutiny.Uni;
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
    private final HolderProofs proofs;
    private final Presentations presentations;
    private final DoorWitness witness;
    private final Audiences audiences;
    private final Clock clock;

    Holders(
            CallerCheck callers,
            ProtectedResource resource,
            HolderProofs proofs,
            Presentations presentations,
            DoorWitness witness,
            Audiences audiences,
            Clock clock) {
        this.proofs = proofs;
        this.presentations = presentations;
        this.witness = witness;
        this.callers = callers;
        this.resource = resource;
        this.audiences = audiences;
        this.clock = clock;
    }

    /// The call of the agent whose passport that is, if it counts at this moment.
    Uni<Held> call(RoutingContext routing, String token) {
        return Uni.createFrom()
                .item(() -> holder(token))
                .onFailure()
                .transform(why -> presentations.wrong(routing, why))
                .chain(holder -> proven(routing, token, holder))
                .invoke(held -> presentations.use(line(held.call().caller())));
    }

    private static String line(Caller caller) {
        return caller.mandate().line().orElse(((Passport) caller.credential()).jti());
    }

    private Uni<Held> proven(RoutingContext routing, String token, Identification holder) {
        String audience = audiences.shown(token);
        return switch (holder) {
            case Identification.Bound bound ->
                    proofs.holding(
                                    routing,
                                    token,
                                    bound.key(),
                                    why -> witness.turnedAway(bound.caller(), why))
                            .replaceWith(() ->
                                    held(
                                            routing,
                                            bound.caller(),
                                            Optional.of(bound.key()),
                                            audience));
            case Identification.Known known ->
                    Uni.createFrom()
                            .item(held(routing, known.caller(), Optional.empty(), audience));
            default -> throw new IllegalStateException("a holder that was refused");
        };
    }

    /// @param key the thumbprint of the key the passport is bound to, which was proven
    /// @param audience the resource the passport is for
    record Held(ApiCall call, Optional<String> key, String audience) {}

    private Held held(
            RoutingContext routing, Caller caller, Optional<String> key, String audience) {
        return new Held(call(routing, caller), key, audience);
    }

    /// The call of an agent that proved who it is.
    ApiCall call(RoutingContext routing, Caller agent) {
        return ApiCall.holding(routing, agent, resource.challenge());
    }

    private boolean expired(String token) {
        return PassportCheck.expired(token, clock.instant()).equals("expired");
    }

    private Identification holder(String token) {
        String audience = audiences.shown(token);
        Identification found = as("Bearer ", token, audience);
        if (found instanceof Identification.Refused refused
                && refused.reason().equals("bound_token")) {
            found = as("DPoP ", token, audience);
        }
        if (found instanceof Identification.Refused refused) {
            refused.whose().ifPresent(whose -> witness.turnedAway(whose, refused.reason()));
        }
        return switch (found) {
            case Identification.Known known when isAgent(known.caller()) -> known;
            case Identification.Bound bound when isAgent(bound.caller()) -> bound;
            case Identification.Unavailable _ ->
                    throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
            case Identification.Refused _ when expired(token) ->
                    throw new Refused(Refusal.PASSPORT_EXPIRED, "Ask for a new one.");
            case Identification.Refused refused when refused.reason().endsWith("_revoked") ->
                    throw new Refused(Refusal.PASSPORT_REVOKED, "It was taken away.");
            default -> throw new Refused(Refusal.INVALID_TOKEN, "This is no passport that counts.");
        };
    }

    private Identification as(String scheme, String token, String audience) {
        return callers.identify(Optional.of(scheme + token), Optional.empty(), audience);
    }

    private static boolean isAgent(Caller caller) {
        return caller.credential() instanceof Passport && caller.actors().isEmpty();
    }
}
