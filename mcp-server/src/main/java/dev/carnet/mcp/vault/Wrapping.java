package dev.carnet.mcp.vault;

import com.google.crypto.tink.Aead;

/// What data keys are wrapped with.
///
/// @param name of the key that wraps from now on; older ones only open
/// @param remote whether it is asked over the network, which may take a while
record Wrapping(Aead aead, String name, boolean remote) {

    /// Whether what that key wrapped may open here: a key service has one key by its URI, a keyset
    /// several by their numbers.
    boolean opens(String key) {
        return remote ? key.equals(name) : key.matches("[0-9]+");
    }
}
