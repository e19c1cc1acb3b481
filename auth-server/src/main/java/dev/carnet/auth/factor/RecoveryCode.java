package dev.carnet.auth.factor;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.workspace.Ids;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A way in when the app or the passkey is lost: eighty random bits in letters that are not
/// mistaken for each other.
///
/// @param text sixteen characters, without the dashes people see
record RecoveryCode(String text) {

    private static final int CHARACTERS = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-hjkmnp-tv-z]{16}");
    private static final Pattern FOURS = Pattern.compile("(.{4})(?!$)");

    static RecoveryCode fresh() {
        return new RecoveryCode(Ids.characters(CHARACTERS));
    }

    /// The code somebody typed, however they wrote it.
    static Optional<RecoveryCode> of(String typed) {
        String bounded = typed.length() > Limits.OPAQUE_CHARACTERS ? "" : typed;
        String text =
                bounded.toLowerCase(Locale.ROOT)
                        .replaceAll("[\\s-]", "")
                        .replace('o', '0')
                        .replace('i', '1')
                        .replace('l', '1');
        return FORM.matcher(text).matches()
                ? Optional.of(new RecoveryCode(text))
                : Optional.empty();
    }

    /// As people see it: `7k2m-9qxd-4t8w-h3vz`.
    String shown() {
        return FOURS.matcher(text).replaceAll("$1-");
    }

    @Override
    public String toString() {
        return "RecoveryCode";
    }
}
