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
        try {
            return mac.computeMac(bytes(key));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the MAC failed", impossible);
        }
    }

    /// Whether that is the key the row was made from.
    public boolean matches(ApiKeyText key, byte[] stored) {
        try {
            mac.verifyMac(stored, bytes(key));
            return true;
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    /// The pepper that new keys get, for the row.
    public String pepperVersion() {
        return pepperVersion;
    }

    private static byte[] bytes(ApiKeyText key) {
        return key.text().getBytes(StandardCharsets.UTF_8);
    }
}
