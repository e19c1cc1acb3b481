package dev.carnet.shared.secret;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// What others put in, and only its owner takes out (HPKE, RFC 9180). The place a letter belongs to
/// (`connection/<id>`) is authenticated with it, so that a letter opens nowhere else.
public final class Letterbox {

    private final HybridDecrypt key;
    private final Slot slot;

    Letterbox(HybridDecrypt key, Slot slot) {
        this.key = key;
        this.slot = slot;
    }

    /// The half that everybody may know.
    public static final class Slot {

        private final HybridEncrypt key;

        Slot(HybridEncrypt key) {
            this.key = key;
        }

        /// The letter that holds this value.
        public byte[] put(byte[] value, String place) {
            try {
                return key.encrypt(value, place.getBytes(StandardCharsets.UTF_8));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("sealing failed", impossible);
            }
        }
    }

    /// The half that everybody may know.
    public Slot slot() {
        return slot;
    }

    /// The value again.
    ///
    /// @throws GeneralSecurityException if the letter was changed, belongs elsewhere, or was meant
    ///   for somebody else
    public byte[] take(byte[] letter, String place) throws GeneralSecurityException {
        return key.decrypt(letter, place.getBytes(StandardCharsets.UTF_8));
    }
}
