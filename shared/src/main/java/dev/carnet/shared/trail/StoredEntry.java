package dev.carnet.shared.trail;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// An entry as stored.
///
/// @param leaf its hash
/// @param data the line that was hashed
public record StoredEntry(long seq, Buffer leaf, Buffer data) {

    /// The line as text; what is not UTF-8 in it shows as a replacement character.
    public String line() {
        return data.toString(StandardCharsets.UTF_8);
    }

    /// The hash in base64.
    public String leafText() {
        return Base64.getEncoder().encodeToString(leaf.getBytes());
    }
}
