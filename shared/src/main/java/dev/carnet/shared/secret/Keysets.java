package dev.carnet.shared.secret;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import java.security.GeneralSecurityException;

/// Tink keysets in their JSON form: reading one that an operator gave, and making a fresh one.
public final class Keysets {

    static {
        try {
            AeadConfig.register();
            MacConfig.register();
            HybridConfig.register();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink has no AEAD, MAC or HPKE", impossible);
        }
    }

    private Keysets() {}

    /// Has Tink know its primitives, for who makes one without a keyset of this class.
    public static void ready() {
        // The static initialiser did it.
    }

    /// A keyset that seals (AES-256-GCM).
    ///
    /// @throws GeneralSecurityException if the text is not a keyset of that kind
    public static Sealer sealer(String json) throws GeneralSecurityException {
        KeysetHandle keyset = read(json);
        return new Sealer(
                keyset.getPrimitive(RegistryConfiguration.get(), com.google.crypto.tink.Aead.class),
                keyset.getPrimary().getId());
    }

    /// The keyset that API keys are compared with (HMAC-SHA-256).
    ///
    /// @throws GeneralSecurityException if the text is not a keyset of that kind
    public static KeyMac keyMac(String json) throws GeneralSecurityException {
        KeysetHandle keyset = read(json);
        return new KeyMac(
                keyset.getPrimitive(RegistryConfiguration.get(), com.google.crypto.tink.Mac.class),
                Integer.toUnsignedString(keyset.getPrimary().getId()));
    }

    /// A fresh keyset that seals, as JSON.
    public static String freshSealer() {
        return write(PredefinedAeadParameters.AES256_GCM);
    }

    /// A fresh keyset for API keys, as JSON.
    public static String freshKeyMac() {
        return write(PredefinedMacParameters.HMAC_SHA256_256BITTAG);
    }

    /// A fresh letterbox as JSON, with the key to it.
    public static String freshLetterbox() {
        try {
            return write(
                    HpkeParameters.builder()
                            .setKemId(HpkeParameters.KemId.DHKEM_P256_HKDF_SHA256)
                            .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                            .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                            .setVariant(HpkeParameters.Variant.TINK)
                            .build());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink has no HPKE", impossible);
        }
    }

    /// The half of a letterbox that everybody may know, as JSON.
    ///
    /// @throws GeneralSecurityException if the text is not a letterbox
    public static String slotOf(String letterbox) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeysetWithoutSecret(
                read(letterbox).getPublicKeysetHandle());
    }

    /// The half that everybody may know.
    ///
    /// @throws GeneralSecurityException if the text is not that half
    public static Letterbox.Slot slot(String json) throws GeneralSecurityException {
        return slot(TinkJsonProtoKeysetFormat.parseKeysetWithoutSecret(json));
    }

    private static Letterbox.Slot slot(KeysetHandle open) throws GeneralSecurityException {
        return new Letterbox.Slot(
                open.getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class));
    }

    /// A letterbox with the key to it.
    ///
    /// @throws GeneralSecurityException if the text is not a letterbox
    public static Letterbox letterbox(String json) throws GeneralSecurityException {
        KeysetHandle keyset = read(json);
        return new Letterbox(
                keyset.getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class),
                slot(keyset.getPublicKeysetHandle()));
    }

    private static KeysetHandle read(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    }

    private static String write(com.google.crypto.tink.Parameters parameters) {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(parameters), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink makes no keyset", impossible);
        }
    }
}
