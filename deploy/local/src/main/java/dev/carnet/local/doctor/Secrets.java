package dev.carnet.local.doctor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The two secrets of one attempt.
///
/// @param state what must come back
/// @param verifier of the PKCE challenge (RFC 7636)
record Secrets(String state, String verifier) {

    private static final int BYTES = 32;

    static Secrets fresh() {
        return new Secrets(random(), random());
    }

    String challenge() {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            return encode(hash.digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    static String random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return encode(bytes);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
