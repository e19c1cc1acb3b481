package dev.carnet.mcp.caller;

import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.proof.Nonces;
import dev.carnet.shared.proof.Possession;
import dev.carnet.shared.proof.ProofLimits;
import dev.carnet.shared.proof.ProofRequest;
import dev.carnet.shared.proof.ProofStore;
import dev.carnet.shared.proof.ProofVerdict;
import dev.carnet.shared.startup.Addresses;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The proofs that tokens bound to a key come with (RFC 9449 §7). The URL a proof has to be for is
/// the configured origin and the request's path, whatever `Host` says.
@Singleton
final class CallerProofs {

    private final Possession possession;
    private final boolean nonceDemanded;
    private final String origin;

    CallerProofs(ProofStore store, Nonces nonces, ServiceConfig config, Clock clock) {
        this.possession = new Possession(store, nonces, ProofLimits.PAST_AT_RESOURCE, clock);
        this.nonceDemanded = config.dpopNonce();
        this.origin = Addresses.origin(config.mcpUrl());
    }

    /// What the request proves of the key its token is bound to.
    Uni<ProofVerdict> prove(HttpServerRequest request, Identification.Bound bound) {
        var asked =
                ProofRequest.withToken(
                        request.headers().getAll("DPoP"),
                        request.method().name(),
                        origin + request.path(),
                        bound.token(),
                        bound.key());
        return possession.prove(asked, nonceDemanded);
    }

    /// The nonce for the next proof.
    String nonce() {
        return possession.nonce();
    }
}
