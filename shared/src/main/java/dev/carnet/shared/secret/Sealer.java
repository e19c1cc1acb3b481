package dev.carnet.shared.secret;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// Seals values with a keyset. The place a value belongs to (`signing_key/<kid>`) is authenticated
/// with it, so that a sealed value opens nowhere else.
public final class Sealer {

    private final Aead aead;

    Sealer(Aead aead) {
        this.aead = aead;
    }

    /// The sealed form of the value.
    public byte[] seal(byte[] value, String place) {
        try {
            return aead.encrypt(value, place.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("sealing failed", impossible);
        }
    }

    /// The value again.
    ///
    /// @throws GeneralSecurityException if it was changed, belongs elsewhere, or the keyset is
    ///   another
    public byte[] open(byte[] sealed, String place) throws GeneralSecurityException {
        return aead.decrypt(sealed, place.getBytes(StandardCharsets.UTF_8));
    }

    /// The primitive itself, for who binds more than a place.
    public Aead aead() {
        return aead;
    }
}
