package dev.carnet.auth.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/// Proof Key for Code Exchange (RFC 7636), method S256 only and for every client.
public final class Pkce {

    /// The only method; a missing one would mean `plain` (RFC 7636 §4.3).
    public static final String METHOD = "S256";

    /// 32 octets in base64url: nothing else can be an S256 challenge.
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private Pkce() {}

    /// Whether the text can be a challenge at all.
    public static boolean isChallenge(String text) {
        return CHALLENGE.matcher(text).matches();
    }

    /// Whether the verifier answers the challenge (RFC 7636 §4.6), compared in constant time.
    public static boolean answers(String verifier, String challenge) {
        return VERIFIER.matcher(verifier).matches()
                && MessageDigest.isEqual(ascii(challenge(verifier)), ascii(challenge));
    }

    /// The challenge of a verifier: `BASE64URL(SHA256(ASCII(code_verifier)))`.
    public static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(ascii(verifier));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
