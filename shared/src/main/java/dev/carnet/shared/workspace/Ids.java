package dev.carnet.shared.workspace;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/// Public ids: a prefix that says what the thing is, an underscore, and 100 random bits in
/// lower-case Crockford base 32. They are names, never secrets.
public final class Ids {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 20;
    private static final Pattern FORM = Pattern.compile("[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{20}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /// A fresh id, for example `grt_7k2m…`.
    public static String fresh(String prefix) {
        return prefix + "_" + characters(LENGTH);
    }

    /// That many random characters of five bits each, for ids and for secrets.
    public static String characters(int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /// Whether the text has the form of an id of this kind.
    public static boolean is(String prefix, String text) {
        return text.startsWith(prefix + "_") && FORM.matcher(text).matches();
    }
}
