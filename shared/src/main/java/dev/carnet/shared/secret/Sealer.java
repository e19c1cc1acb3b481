package dev.carnet.shared.secret;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;

/// Seals values with a keyset. The place a value belongs to (`signing_key/<kid>`) is authenticated
/// with it, so that a sealed value opens nowhere else.
public final class Sealer {

    /// Tink begins what a key sealed with this byte and the key's number, the highest byte first.
    private static final byte VERSION = 1;

    private final Aead aead;
    private final byte[] mark;

    Sealer(Aead aead, int primary) {
        this.aead = aead;
        this.mark = ByteBuffer.allocate(1 + Integer.BYTES).put(VERSION).putInt(primary).array();
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

    /// The value sealed anew, if another key of the keyset sealed it than the one that seals now.
    ///
    /// @throws GeneralSecurityException as `open` does
    public Optional<byte[]> anew(byte[] sealed, String place) throws GeneralSecurityException {
        boolean now =
                sealed.length > mark.length
                        && Arrays.equals(sealed, 0, mark.length, mark, 0, mark.length);
        return now ? Optional.empty() : Optional.of(seal(open(sealed, place), place));
    }

    /// The primitive itself, for who binds more than a place.
    public Aead aead() {
        return aead;
    }
}
