package dev.carnet.shared.chain;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Canonical JSON (RFC 8785) by construction, for the little of JSON an entry needs: strings, lists
/// of strings, and one flat object. Numbers never occur here, so their formatting cannot differ.
public final class Canonical {

    private static final String HEX = "0123456789abcdef";

    private Canonical() {}

    /// An object of strings; names sort by UTF-16 code units, which is `String`'s own order.
    public static String object(SortedMap<String, String> fields) {
        var text = new StringBuilder().append('{');
        for (Map.Entry<String, String> field : fields.entrySet()) {
            member(text, field.getKey());
            string(text, field.getValue());
        }
        return text.append('}').toString();
    }

    /// An event: its digests first (`_` sorts before every lower-case letter), then its fields.
    static String event(List<String> digests, SortedMap<String, String> fields) {
        var text = new StringBuilder(256).append('{');
        if (!digests.isEmpty()) {
            member(text, "_sd");
            list(text, digests);
        }
        for (Map.Entry<String, String> field : fields.entrySet()) {
            member(text, field.getKey());
            string(text, field.getValue());
        }
        return text.append('}').toString();
    }

    /// A list of strings in the order given.
    static void list(StringBuilder text, List<String> values) {
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            string(text, values.get(i));
        }
        text.append(']');
    }

    /// One string with the escapes of RFC 8785 §3.2.2.2 and no others.
    static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            character(text, value.charAt(i));
        }
        text.append('"');
    }

    /// UTF-8, or a refusal: `String.getBytes` would quietly turn a lone surrogate into `?`.
    public static byte[] utf8(CharSequence text) {
        try {
            ByteBuffer bytes =
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .encode(CharBuffer.wrap(text));
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("text is not well-formed Unicode", e);
        }
    }

    private static void member(StringBuilder text, String name) {
        if (text.charAt(text.length() - 1) != '{') {
            text.append(',');
        }
        string(text, name);
        text.append(':');
    }

    private static void character(StringBuilder text, char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\f' -> text.append("\\f");
            case '\r' -> text.append("\\r");
            default -> plain(text, c);
        }
    }

    private static void plain(StringBuilder text, char c) {
        if (c >= 0x20) {
            text.append(c);
        } else {
            text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }
}
