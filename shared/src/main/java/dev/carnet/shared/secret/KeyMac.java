package dev.carnet.shared.secret;

import com.google.crypto.tink.Mac;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// The MAC an API key is stored as and compared by, in constant time. A MAC names its pepper, so
/// older keys go on working when the keyset gets a new primary.
public final class KeyMac {

    private final Mac mac;
    private final String pepperVersion;

    KeyMac(Mac mac, String pepperVersion) {
        this.mac = mac;
        this.pepperVersion = pepperVersion;
    }

    /// What a row stores of a key.
    public byte[] compute(ApiKeyText key) {
        return compute(bytes(key));
    }

    /// What a row stores of another secret that is compared the same way.
    ///
    /// @param place what the secret belongs to (`client/<id>`), so that it counts nowhere else
    public byte[] compute(String place, String secret) {
        return compute(bytes(place, secret));
    }

    private byte[] compute(byte[] text) {
        try {
            return mac.computeMac(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the MAC failed", impossible);
        }
    }

    /// Whether that is the key the row was made from.
    public boolean matches(ApiKeyText key, byte[] stored) {
        return matches(bytes(key), stored);
    }

    /// Whether that is the secret of that place the row was made from.
    public boolean matches(String place, String secret, byte[] stored) {
        return matches(bytes(place, secret), stored);
    }

    private boolean matches(byte[] text, byte[] stored) {
        try {
            mac.verifyMac(stored, text);
            return true;
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    /// The pepper that new keys get, for the row.
    public String pepperVersion() {
        return pepperVersion;
    }

    /// No API key holds a NUL, so the two kinds of text never meet.
    private static byte[] bytes(String place, String secret) {
        return (place + "\0" + secret).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ApiKeyText key) {
        return key.text().getBytes(StandardCharsets.UTF_8);
    }
}
