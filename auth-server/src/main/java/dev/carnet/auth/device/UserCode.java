package dev.carnet.auth.device;

import dev.carnet.auth.protocol.OpaqueToken;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The code a person copies from a device: eight letters that cannot be mistaken for one another
/// and make no word (RFC 8628 §6.1), 34 random bits; few tries are allowed.
///
/// @param letters without the dash
record UserCode(String letters) {

    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int HALF = 4;
    private static final Pattern FORM = Pattern.compile("[" + ALPHABET + "]{8}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static UserCode fresh() {
        var letters = new StringBuilder(2 * HALF);
        for (int i = 0; i < 2 * HALF; i++) {
            letters.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return new UserCode(letters.toString());
    }

    /// The code a person typed, in any case, with or without dash and spaces.
    static Optional<UserCode> of(String typed) {
        if (typed.length() > 4 * HALF) {
            return Optional.empty();
        }
        String letters = typed.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return FORM.matcher(letters).matches()
                ? Optional.of(new UserCode(letters))
                : Optional.empty();
    }

    /// The code as it is shown, with a dash in the middle.
    String shown() {
        return letters.substring(0, HALF) + "-" + letters.substring(HALF);
    }

    /// What a row stores of it.
    Buffer hash() {
        return OpaqueToken.hash("device user code " + letters);
    }
}
