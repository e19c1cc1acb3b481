package dev.carnet.shared.secret;

import dev.carnet.shared.workspace.Ids;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// An API key as a person sees it: `carnet_<id>_<256 bits>_<checksum>`. The checksum lets a
/// scanner, and us, tell a key from noise without a look-up; the id finds the row.
///
/// @param id the public id, for example `key_7k2m…`
/// @param text the whole secret; never logged
public record ApiKeyText(String id, String text) {

    /// What every key begins with.
    public static final String PREFIX = "carnet_";

    private static final String KIND = "key";
    private static final int SECRET_BYTES = 32;
    private static final Pattern FORM =
            Pattern.compile("carnet_([0-9a-hjkmnp-tv-z]{20})_[0-9a-f]{64}_([0-9a-f]{8})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /// A fresh key with a fresh id.
    public static ApiKeyText fresh() {
        return fresh(Ids.fresh(KIND));
    }

    /// A fresh secret for an id that exists: rotation in place.
    public static ApiKeyText fresh(String id) {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        String body =
                PREFIX + id.substring(KIND.length() + 1) + "_" + HexFormat.of().formatHex(secret);
        return new ApiKeyText(id, body + "_" + checksum(body));
    }

    /// The key of that text, if it has the form of one and its checksum is right.
    public static Optional<ApiKeyText> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String body = text.substring(0, form.start(2) - 1);
        return checksum(body).equals(form.group(2))
                ? Optional.of(new ApiKeyText(KIND + "_" + form.group(1), text))
                : Optional.empty();
    }

    /// The beginning that lists show.
    public String prefix() {
        return text.substring(0, PREFIX.length() + 8);
    }

    @Override
    public String toString() {
        return "ApiKeyText[" + id + "]";
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
