package dev.carnet.shared.proof;

import java.time.Duration;

/// The limits of proofs, all of them.
public final class ProofLimits {

    /// A proof, in characters; one with an RSA key of 4,096 bits has some 2,000.
    public static final int CHARACTERS = 6_000;

    /// Its `jti`, in characters.
    public static final int JTI_CHARACTERS = 200;

    /// The sizes of RSA keys, in bits: what is smaller is weak, what is larger is slow.
    public static final int RSA_MIN_BITS = 2_048;

    /// The largest.
    public static final int RSA_MAX_BITS = 4_096;

    /// An RSA exponent, in bits: a longer one only costs time.
    public static final int RSA_EXPONENT_BITS = 32;

    /// How far ahead of ours a client's clock may run (FAPI 2.0 §5.3.2.1).
    public static final Duration FUTURE = Duration.ofSeconds(10);

    /// How old a proof may be where tokens are issued.
    public static final Duration PAST_AT_ISSUER = Duration.ofSeconds(60);

    /// How old a proof may be where tokens are used (the MCP extension's five minutes). A nonce, if
    /// one is demanded, makes it at most two of its windows.
    public static final Duration PAST_AT_RESOURCE = Duration.ofMinutes(5);

    /// How long the database may take to say whether a proof was used before.
    public static final Duration USED_WITHIN = Duration.ofSeconds(5);

    /// A nonce is good in the window it was given out in, and in the next.
    public static final Duration NONCE_WINDOW = Duration.ofSeconds(60);

    /// A nonce, in characters.
    public static final int NONCE_CHARACTERS = 100;

    private ProofLimits() {}
}
