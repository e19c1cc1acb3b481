package dev.carnet.shared.token;

import java.util.Optional;

/// Where the check of a token finds the key its header names: the picture, never the network.
@FunctionalInterface
public interface VerificationKeys {

    /// The key of that id, if it verifies at this moment.
    Optional<VerificationKey> verificationKey(String kid);
}
