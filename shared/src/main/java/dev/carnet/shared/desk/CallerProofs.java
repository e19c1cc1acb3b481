package dev.carnet.shared.desk;

import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.proof.Nonces;
import dev.carnet.shared.proof.Possession;
import dev.carnet.shared.proof.ProofLimits;
import dev.carnet.shared.proof.ProofRequest;
import dev.carnet.shared.proof.ProofStore;
import dev.carnet.shared.proof.ProofVerdict;
import dev.carnet.shared.rest.Challenge;
import dev.carnet.shared.rest.ProtectedResource;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The proofs that tokens bound to a key come with (RFC 9449 §7). Requests with any other
/// credential wait for nothing here.
@Singleton
final class CallerProofs {

    private final Possession possession;
    private final Challenge challenge;
    private final ServiceConfig config;
    private final DoorWatch watch;
    private final String origin;

    CallerProofs(
            ProofStore store,
            Nonces nonces,
            ProtectedResource resource,
            ServiceConfig config,
            DoorWatch watch,
            Clock clock) {
        this.possession = new Possession(store, nonces, ProofLimits.PAST_AT_RESOURCE, clock);
        this.challenge = resource.challenge();
        this.config = config;
        this.watch = watch;
        this.origin = origin(resource);
    }

    /// The configured address of the service, whatever `Host` says.
    private static String origin(ProtectedResource resource) {
        String api = resource.resource();
        return api.substring(0, api.length() - RouteTable.BASE.length());
    }

    /// The same identification; of a bound token only if the request proves its key.
    Uni<Identification> demand(HttpServerRequest request, Identification found) {
        return found instanceof Identification.Bound bound
                ? prove(request, bound)
                : Uni.createFrom().item(found);
    }

    private Uni<Identification> prove(HttpServerRequest request, Identification.Bound bound) {
        var asked =
                ProofRequest.withToken(
                        request.headers().getAll("DPoP"),
                        request.method().name(),
                        origin + request.path(),
                        bound.token(),
                        bound.key());
        return possession
                .prove(asked, config.dpopNonce())
                .map(verdict ->
                        switch (verdict) {
                            case ProofVerdict.Proven _ -> new Identification.Known(bound.caller());
                            case ProofVerdict.Refused refused ->
                                    throw mistrusted(request, bound, refused);
                            case ProofVerdict.NonceWanted _ -> throw nonceWanted(request);
                        });
    }

    private Refused mistrusted(
            HttpServerRequest request, Identification.Bound bound, ProofVerdict.Refused refused) {
        watch.mistrusted(bound.caller(), refused.reason(), request);
        return refused("invalid_dpop_proof", refused.publicText());
    }

    private Refused nonceWanted(HttpServerRequest request) {
        request.response().putHeader("DPoP-Nonce", possession.nonce());
        return refused(
                "use_dpop_nonce", "The DPoP proof needs the nonce of the header DPoP-Nonce.");
    }

    private Refused refused(String code, String publicText) {
        return new Refused(Refusal.INVALID_TOKEN, publicText)
                .challenged(challenge.noProof(code, publicText));
    }
}
