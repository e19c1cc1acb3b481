package dev.carnet.shared.token;

import java.security.PublicKey;

/// A public key that tokens of ours may be signed with, and the one algorithm it is for.
public record VerificationKey(String kid, Algorithm algorithm, PublicKey key) {

    /// The algorithms that exist for us; everything else is refused unread (RFC 8725 §3.1).
    public enum Algorithm {
        ES256("ES256"),
        EDDSA("EdDSA");

        private final String wire;

        Algorithm(String wire) {
            this.wire = wire;
        }

        /// The name in the header parameter `alg`.
        public String wire() {
            return wire;
        }

        /// The algorithm of that name, which must be one of ours.
        public static Algorithm of(String wire) {
            for (Algorithm algorithm : values()) {
                if (algorithm.wire.equals(wire)) {
                    return algorithm;
                }
            }
            throw new IllegalArgumentException("no such signature algorithm: " + wire);
        }
    }
}
