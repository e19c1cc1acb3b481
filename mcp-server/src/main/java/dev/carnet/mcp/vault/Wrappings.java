package dev.carnet.mcp.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.security.GeneralSecurityException;

/// Finds what data keys are wrapped with where that is the service's own keyset.
final class Wrappings {

    private Wrappings() {}

    /// The keyset's own keys: the primary one wraps, every one of them opens.
    static Wrapping ofKeyset(String json) throws GeneralSecurityException {
        KeysetHandle keyset =
                TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        return new Wrapping(
                keyset.getPrimitive(RegistryConfiguration.get(), Aead.class),
                Integer.toUnsignedString(keyset.getPrimary().getId()),
                false);
    }
}
