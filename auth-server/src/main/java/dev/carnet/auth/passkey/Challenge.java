package dev.carnet.auth.passkey;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// What a passkey is asked to sign. It travels sealed in the form that asks, and is answered once.
///
/// @param value 260 random bits, as text
public record Challenge(String value, Instant end) {

    /// A fresh one.
    public static Challenge fresh(Instant now) {
        return new Challenge(OpaqueToken.fresh(""), now.plus(Limits.PASSKEY_CHALLENGE_LIFE));
    }

    /// The one that was sealed.
    public static Challenge of(String text) {
        String[] parts = text.split(" ", 2);
        return new Challenge(parts[0], Instant.ofEpochSecond(Long.parseLong(parts[1])));
    }

    /// For the form.
    public String text() {
        return value + " " + end.getEpochSecond();
    }

    byte[] bytes() {
        return value.getBytes(StandardCharsets.US_ASCII);
    }
}
