package dev.carnet.shared.chain;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A value an entry commits to without containing it (RFC 9901 §4.2.1 layout): the entry holds the
/// digest, the text below is kept sealed elsewhere and can be erased without breaking a proof.
///
/// @param text base64url of `["<salt>","<name>",<value>]`
public record Disclosure(String text) {

    /// Longer values are committed to by their length and a salted hash only, and not kept.
    public static final int MAX_VALUE_BYTES = 16 * 1024;

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    /// The disclosure of that value under that salt.
    ///
    /// @param salt 16 random bytes or more
    public static Disclosure of(byte[] salt, String name, String value) {
        byte[] bytes = Canonical.utf8(value);
        var array = new StringBuilder().append('[');
        Canonical.string(array, BASE64URL.encodeToString(salt));
        array.append(',');
        Canonical.string(array, name);
        array.append(',');
        if (bytes.length > MAX_VALUE_BYTES) {
            array.append(Canonical.object(commitment(salt, bytes)));
        } else {
            Canonical.string(array, value);
        }
        return new Disclosure(BASE64URL.encodeToString(Canonical.utf8(array.append(']'))));
    }

    /// What the entry holds: base64url(SHA-256(ASCII(text))).
    public String digest() {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return BASE64URL.encodeToString(Merkle.sha256().digest(ascii));
    }

    /// The digests of several, in the order an entry lists them.
    public static List<String> digests(List<Disclosure> disclosures) {
        return disclosures.stream().map(Disclosure::digest).sorted().toList();
    }

    private static SortedMap<String, String> commitment(byte[] salt, byte[] value) {
        var sha256 = Merkle.sha256();
        sha256.update(salt);
        var members = new TreeMap<String, String>();
        members.put("len", Integer.toString(value.length));
        members.put("sha256", BASE64URL.encodeToString(sha256.digest(value)));
        return members;
    }
}
