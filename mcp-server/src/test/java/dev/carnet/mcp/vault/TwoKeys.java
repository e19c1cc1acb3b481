package dev.carnet.mcp.vault;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/// A keyset after its rotation: a new key that seals, beside the older ones that open.
public final class TwoKeys {

    private TwoKeys() {}

    /// The keyset with another primary key.
    public static String rotated(String json) throws GeneralSecurityException {
        KeysetHandle old =
                TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        KeysetHandle both =
                KeysetHandle.newBuilder(old)
                        .addEntry(
                                KeysetHandle.generateEntryFromParameters(
                                                PredefinedAeadParameters.AES256_GCM)
                                        .withRandomId()
                                        .makePrimary())
                        .build();
        return TinkJsonProtoKeysetFormat.serializeKeyset(both, InsecureSecretKeyAccess.get());
    }

    /// The vault of a keyset.
    public static Vault vault(String json) throws GeneralSecurityException {
        return new Vault(Wrappings.ofKeyset(json));
    }
}
