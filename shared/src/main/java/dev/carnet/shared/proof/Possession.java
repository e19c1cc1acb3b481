package dev.carnet.shared.proof;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Decides whether a request proves possession of a key: the checks, and then the one statement
/// that lets a proof count once, however many replicas it is shown to at a time.
public final class Possession {

    private final ProofCheck check;
    private final ProofStore store;
    private final Nonces nonces;
    private final Clock clock;

    /// @param past how old a proof may be here
    public Possession(ProofStore store, Nonces nonces, Duration past, Clock clock) {
        this.check = new ProofCheck(nonces, past);
        this.store = store;
        this.nonces = nonces;
        this.clock = clock;
    }

    /// What the request proves.
    ///
    /// @param nonceDemanded whether its proof needs a nonce
    public Uni<ProofVerdict> prove(ProofRequest request, boolean nonceDemanded) {
        Instant now = clock.instant();
        try {
            return switch (check.check(request, nonceDemanded, now)) {
                case ProofCheck.Checked.NonceWanted _ ->
                        Uni.createFrom().item(new ProofVerdict.NonceWanted());
                case ProofCheck.Checked.Holds proof ->
                        store.use(proof, now)
                                .ifNoItem()
                                .after(ProofLimits.USED_WITHIN)
                                .fail()
                                .map(first -> verdict(proof, first));
            };
        } catch (BadProof bad) {
            return Uni.createFrom().item(new ProofVerdict.Refused(bad.publicText(), bad.reason()));
        }
    }

    private static ProofVerdict verdict(ProofCheck.Checked.Holds proof, boolean first) {
        return first
                ? new ProofVerdict.Proven(proof.key())
                : new ProofVerdict.Refused(
                        "The DPoP proof is not valid: its jti was used before.",
                        "proof_used_before");
    }

    /// The nonce for the next proof.
    public String nonce() {
        return nonces.current();
    }
}
