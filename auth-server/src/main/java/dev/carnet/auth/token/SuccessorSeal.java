package dev.carnet.auth.token;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// Seals the successor of a refresh token under a key derived from that token (HKDF-SHA-256,
/// AES-256-GCM): whoever presents the token again gets the same successor, and the row alone
/// reveals nothing.
final class SuccessorSeal {

    private static final byte[] SALT = ascii("carnet refresh successor v1");
    private static final byte[] PURPOSE = ascii("seal");
    private static final int KEY_BYTES = 32;

    private SuccessorSeal() {}

    static Buffer seal(String presented, String successor) {
        try {
            return Buffer.buffer(cipher(presented).encrypt(ascii(successor), PURPOSE));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the successor cannot be sealed", impossible);
        }
    }

    /// The successor, if it was sealed for the presented token.
    static Optional<String> open(String presented, Buffer sealed) {
        try {
            byte[] opened = cipher(presented).decrypt(sealed.getBytes(), PURPOSE);
            return Optional.of(new String(opened, StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException foreign) {
            return Optional.empty();
        }
    }

    private static AesGcmJce cipher(String presented) throws GeneralSecurityException {
        return new AesGcmJce(
                Hkdf.computeHkdf("HMACSHA256", ascii(presented), SALT, PURPOSE, KEY_BYTES));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
