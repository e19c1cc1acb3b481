package dev.carnet.mcp.vault;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.List;

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

    /// The keyset with its primary key alone.
    public static String newest(String json) throws GeneralSecurityException {
        KeysetHandle both =
                TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        var only = KeysetHandle.newBuilder();
        only.addEntry(
                KeysetHandle.importKey(both.getPrimary().getKey())
                        .withFixedId(both.getPrimary().getId())
                        .makePrimary());
        return TinkJsonProtoKeysetFormat.serializeKeyset(
                only.build(), InsecureSecretKeyAccess.get());
    }

    /// The vault of a keyset.
    public static Vault vault(String json) throws GeneralSecurityException {
        return new Vault(Wrappings.ofKeyset(json));
    }

    /// A service that was moved from that keyset to the key service.
    public static Vault moved(String json) throws GeneralSecurityException {
        return new Vault(FakeKeyService.wrapping(), List.of(Wrappings.ofKeyset(json)));
    }

    /// One that was moved back.
    public static Vault movedBack(String json) throws GeneralSecurityException {
        return new Vault(Wrappings.ofKeyset(json), List.of(FakeKeyService.wrapping()));
    }

    /// One that knows the key service alone.
    public static Vault service() {
        return new Vault(FakeKeyService.wrapping());
    }
}
