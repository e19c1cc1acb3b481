package dev.carnet.shared.verify;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads canonical JSON (RFC 8785) and nothing else: a second way of writing the same value is not
/// accepted, whatever its hash.
final class StrictText {

    /// The text is not canonical.
    static final class NotCanonical extends Exception {
        private static final long serialVersionUID = 1L;

        NotCanonical() {
            super("not canonical", null, false, false);
        }
    }

    private static final String LETTERS = "btnfr";
    private static final String MEANT = "\b\t\n\f\r";
    private static final long MOST = 1L << 53;

    private final String text;
    private int at;

    private StrictText(String text) {
        this.text = text;
    }

    /// The text of these bytes, if they are UTF-8 (no overlong forms, no surrogates).
    static StrictText of(byte[] bytes) throws NotCanonical {
        if (isAscii(bytes)) {
            return new StrictText(new String(bytes, StandardCharsets.US_ASCII));
        }
        try {
            var decoder =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT);
            return new StrictText(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new NotCanonical();
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    /// Exactly these characters come next.
    void expect(String literal) throws NotCanonical {
        if (!text.startsWith(literal, at)) {
            throw new NotCanonical();
        }
        at += literal.length();
    }

    /// Nothing comes any more.
    void end() throws NotCanonical {
        if (at != text.length()) {
            throw new NotCanonical();
        }
    }

    /// A whole number below 2^53, without sign or leading zero.
    long number() throws NotCanonical {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int digits = at - from;
        if (digits == 0 || digits > 16 || (digits > 1 && text.charAt(from) == '0')) {
            throw new NotCanonical();
        }
        long value = Long.parseLong(text, from, at, 10);
        if (value >= MOST) {
            throw new NotCanonical();
        }
        return value;
    }

    /// An object whose names ascend, with strings as values, but a list of strings under `_sd`.
    Map<String, String> event(List<String> digests) throws NotCanonical {
        var fields = new TreeMap<String, String>();
        expect("{");
        String before = "";
        for (boolean first = true; !next('}'); first = false) {
            if (!first) {
                expect(",");
            }
            String name = string();
            if (name.compareTo(before) <= 0) {
                throw new NotCanonical();
            }
            before = name;
            expect(":");
            if (name.equals("_sd")) {
                digests.addAll(sorted());
            } else {
                fields.put(name, string());
            }
        }
        expect("}");
        return fields;
    }

    /// A string with every escape RFC 8785 asks for and no other.
    String string() throws NotCanonical {
        expect("\"");
        int from = at;
        while (at < text.length() && plain(text.charAt(at))) {
            at++;
        }
        if (next('"')) {
            return text.substring(from, at++);
        }
        var value = new StringBuilder(text.substring(from, at));
        while (!next('"')) {
            value.append(next('\\') ? escaped() : unescaped());
        }
        at++;
        return value.toString();
    }

    private List<String> sorted() throws NotCanonical {
        var values = new ArrayList<String>();
        expect("[");
        do {
            String value = string();
            if (!values.isEmpty() && value.compareTo(values.getLast()) <= 0) {
                throw new NotCanonical();
            }
            values.add(value);
        } while (comma());
        expect("]");
        return values;
    }

    private boolean comma() {
        boolean comma = next(',');
        at += comma ? 1 : 0;
        return comma;
    }

    private char unescaped() throws NotCanonical {
        if (at >= text.length() || !plain(text.charAt(at))) {
            throw new NotCanonical();
        }
        return text.charAt(at++);
    }

    private char escaped() throws NotCanonical {
        at++;
        if (next('"') || next('\\')) {
            return text.charAt(at++);
        }
        if (next('u')) {
            return control();
        }
        int letter = at < text.length() ? LETTERS.indexOf(text.charAt(at++)) : -1;
        if (letter < 0) {
            throw new NotCanonical();
        }
        return MEANT.charAt(letter);
    }

    private char control() throws NotCanonical {
        expect("u00");
        char c = (char) (hex() * 16 + hex());
        if (c >= 0x20 || MEANT.indexOf(c) >= 0) {
            throw new NotCanonical();
        }
        return c;
    }

    private int hex() throws NotCanonical {
        int digit = at < text.length() ? "0123456789abcdef".indexOf(text.charAt(at++)) : -1;
        if (digit < 0) {
            throw new NotCanonical();
        }
        return digit;
    }

    private boolean next(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private static boolean plain(char c) {
        return c >= 0x20 && c != '"' && c != '\\';
    }
}
