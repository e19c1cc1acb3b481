package dev.carnet.auth.token;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import java.util.Optional;

/// What is bound to a key is given to whoever proves that key, and to nobody else (RFC 9449 §5 and
/// §10).
public final class KeyBinding {

    private KeyBinding() {}

    /// Refuses who did not prove the key something is bound to.
    ///
    /// @param what it is, for the audit log
    public static void demand(Optional<String> bound, Optional<String> proven, String what) {
        if (bound.isEmpty() || bound.equals(proven)) {
            return;
        }
        throw proven.isEmpty()
                ? Refusal.because(
                        ErrorCode.INVALID_DPOP_PROOF,
                        "This grant is bound to a key: send a DPoP proof of it.",
                        what + "_without_proof")
                : Refusal.invalidGrant(what + "_of_another_key");
    }
}
