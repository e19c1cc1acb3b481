package dev.carnet.shared.desk;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.rest.Challenge;
import dev.carnet.shared.token.Scope;
import java.util.Set;

/// Decides at the door whether an identified or unknown caller may use a route at all.
final class Admission {

    private final Challenge challenge;

    Admission(Challenge challenge) {
        this.challenge = challenge;
    }

    /// The caller, or the refusal in the order 400, 503, 401, 403.
    Caller admit(Route.Access.Needs needs, Identification identification) {
        return switch (identification) {
            case Identification.Malformed malformed ->
                    throw new Refused(Refusal.MALFORMED_REQUEST, malformed.publicText());
            case Identification.Unavailable unavailable ->
                    throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
            case Identification.Missing missing ->
                    throw new Refused(
                                    Refusal.UNAUTHENTICATED, "Send a token of this API, or a key.")
                            .challenged(challenge.missing(Set.of(needs.scope())));
            case Identification.Refused refused ->
                    throw new Refused(Refusal.INVALID_TOKEN, refused.publicText())
                            .challenged(invalid(needs, refused.publicText()));
            case Identification.Bound _ ->
                    throw new IllegalStateException("a bound token whose proof nobody looked at");
            case Identification.Known known -> entitled(needs, known.caller());
        };
    }

    private Caller entitled(Route.Access.Needs needs, Caller caller) {
        Scope scope = needs.scope();
        if (!caller.scopes().contains(scope)) {
            throw lacks(scope).from(caller);
        }
        if (!needs.roles().contains(caller.role())) {
            throw Refused.role("The role " + caller.role().wire() + " may not do this.")
                    .from(caller);
        }
        return caller;
    }

    private Refused lacks(Scope scope) {
        String detail = "This needs the scope " + scope.wire() + ".";
        return new Refused(Refusal.INSUFFICIENT_SCOPE, detail)
                .challenged(challenge.insufficientScope(Set.of(scope), detail));
    }

    private String invalid(Route.Access.Needs needs, String publicText) {
        return challenge.invalidToken(Set.of(needs.scope()), publicText);
    }
}
