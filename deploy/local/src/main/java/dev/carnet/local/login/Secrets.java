package dev.carnet.local.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The two secrets of one attempt to sign in.
///
/// @param state ties the browser's answer to this attempt (RFC 6749 §10.12)
/// @param verifier proves that who spends the code began the attempt (RFC 7636)
record Secrets(String state, String verifier) {

    private static final int BYTES = 32;

    static Secrets fresh() {
        return new Secrets(random(), random());
    }

    /// The verifier's S256 challenge (RFC 7636 §4.2).
    String challenge() {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            return base64(hash.digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static String random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
