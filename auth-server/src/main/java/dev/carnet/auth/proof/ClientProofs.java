package dev.carnet.auth.proof;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.proof.Nonces;
import dev.carnet.shared.proof.Possession;
import dev.carnet.shared.proof.ProofLimits;
import dev.carnet.shared.proof.ProofRequest;
import dev.carnet.shared.proof.ProofStore;
import dev.carnet.shared.proof.ProofVerdict;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/// The proofs of clients at the token, PAR and device authorization endpoints.
@Singleton
public final class ClientProofs {

    private static final String HEADER = "DPoP";
    private static final String NONCE = "DPoP-Nonce";

    private final Possession possession;
    private final ServiceConfig config;

    ClientProofs(ProofStore store, Nonces nonces, ServiceConfig config, Clock clock) {
        this.possession = new Possession(store, nonces, ProofLimits.PAST_AT_ISSUER, clock);
        this.config = config;
    }

    /// The visitor with the key their request for a token proves. A client whose tokens are bound
    /// gets none without (RFC 9449 §5.2).
    public Uni<Visitor> forToken(HttpServerRequest request, Client client, Visitor visitor) {
        if (proofs(request).isEmpty() && client.traits().demandsProof()) {
            return Uni.createFrom()
                    .failure(
                            invalid(
                                    "Tokens of this client are bound to a key: send a DPoP proof.",
                                    "proof_missing"));
        }
        return prove(request, client, visitor, "/token");
    }

    /// The visitor with the key their pushed request is bound to, if it is (RFC 9449 §10.1).
    public Uni<Visitor> forPushing(HttpServerRequest request, Client client, Visitor visitor) {
        return prove(request, client, visitor, "/par");
    }

    /// The visitor with the key that alone may fetch the token of a device, if it proved one.
    public Uni<Visitor> forDevice(HttpServerRequest request, Client client, Visitor visitor) {
        return prove(request, client, visitor, "/device_authorization");
    }

    private Uni<Visitor> prove(
            HttpServerRequest request, Client client, Visitor visitor, String path) {
        List<String> proofs = proofs(request);
        if (proofs.isEmpty()) {
            return Uni.createFrom().item(visitor);
        }
        boolean nonceDemanded = config.dpopNonce() || client.traits().isFapi();
        if (nonceDemanded) {
            request.response().putHeader(NONCE, possession.nonce());
        }
        String method = request.method().name();
        var asked = ProofRequest.forToken(proofs, method, config.issuer() + path);
        return possession
                .prove(asked, nonceDemanded)
                .map(verdict -> proven(verdict, visitor, request));
    }

    private Visitor proven(ProofVerdict verdict, Visitor visitor, HttpServerRequest request) {
        return switch (verdict) {
            case ProofVerdict.Proven proven -> visitor.with(proven.key());
            case ProofVerdict.Refused refused ->
                    throw invalid(refused.publicText(), refused.reason());
            case ProofVerdict.NonceWanted _ -> {
                request.response().putHeader(NONCE, possession.nonce());
                throw Refusal.because(
                        ErrorCode.USE_DPOP_NONCE,
                        "The DPoP proof needs the nonce of the header DPoP-Nonce.",
                        "nonce_wanted");
            }
        };
    }

    private static List<String> proofs(HttpServerRequest request) {
        return request.headers().getAll(HEADER);
    }

    private static Refusal invalid(String publicText, String reason) {
        return Refusal.because(ErrorCode.INVALID_DPOP_PROOF, publicText, reason);
    }
}
