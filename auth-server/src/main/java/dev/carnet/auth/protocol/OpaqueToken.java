package dev.carnet.auth.protocol;

import dev.carnet.shared.workspace.Ids;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Secrets that are handed out once and looked up later: codes, refresh tokens, session cookies.
/// They are random, so a plain SHA-256 in the row reveals nothing, and equality of hashes is
/// equality of secrets: no prefix and no other spelling finds a row.
public final class OpaqueToken {

    /// 260 random bits.
    private static final int CHARACTERS = 52;

    private OpaqueToken() {}

    /// A fresh secret that begins with what it is, for people and secret scanners.
    public static String fresh(String prefix) {
        return prefix + Ids.characters(CHARACTERS);
    }

    /// What a row stores of it.
    public static Buffer hash(String secret) {
        String bounded = secret.length() > Limits.OPAQUE_CHARACTERS ? "" : secret;
        return Buffer.buffer(sha256(bounded));
    }

    /// SHA-256 of any text.
    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
