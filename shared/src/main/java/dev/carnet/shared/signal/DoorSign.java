package dev.carnet.shared.signal;

import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// What it is a sign of that somebody comes with what was given to somebody, and is turned away.
///
/// @param why as the log calls it
public record DoorSign(Detector detector, String message, String why) {

    /// How the feed calls the end of a passport that its holder handed in.
    public static final String CHECKOUT = "checkout";

    private static final Set<String> MISMATCHES =
            Set.of(
                    "bound_token",
                    "proof_missing",
                    "proof_key_not_the_tokens",
                    "proof_ath",
                    "proof_signature");

    /// Whoever sends a request again, proof and all, is a thief or a client that did not get its
    /// answer: worth knowing when it goes on, and no reason to take anything away.
    private static final String AGAIN = "proof_used_before";

    /// What that reason says, if anything.
    ///
    /// @param checkedOut whether what ended was a passport that was handed in
    public static Optional<DoorSign> of(String reason, BooleanSupplier checkedOut) {
        if (reason.equals("passport_revoked") && checkedOut.getAsBoolean()) {
            return Optional.of(
                    new DoorSign(
                            Detector.USE_AFTER_CHECKOUT,
                            "A passport was used after its checkout.",
                            CHECKOUT));
        }
        if (reason.equals(AGAIN)) {
            return Optional.of(
                    new DoorSign(
                            Detector.PROOF_REPLAY, "Proofs of a key were used again.", reason));
        }
        return MISMATCHES.contains(reason)
                ? Optional.of(
                        new DoorSign(
                                Detector.DPOP_MISMATCH,
                                "A token came without proof of the key it is bound to.",
                                reason))
                : Optional.empty();
    }
}
