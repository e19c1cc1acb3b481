package dev.carnet.mcp.watch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Texts of callers as far as they are remembered: a long one is remembered by its hash, so that
/// nobody fills the memory with names.
final class Brief {

    private Brief() {}

    /// Something short that is different where the text is.
    static String of(String text) {
        return text.length() <= WatchLimits.TEXT_CHARACTERS ? text : hash(text);
    }

    /// Something of the same length that is different where the text is.
    static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("a Java without SHA-256", impossible);
        }
    }
}
