package dev.carnet.mcp.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.ibm.icu.text.SpoofChecker;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Takes the usual disguises off a text and looks for orders in each of the results: base64, URL
/// and hexadecimal encodings, figures for letters, look-alike letters, invisible characters, ROT13,
/// letters set apart, and reversed text; two of them on top of each other at most.
final class Disguises {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{20,}={0,2}");
    private static final Pattern HEX =
            Pattern.compile("(?:(?:0x|\\\\x)?[0-9a-fA-F]{2}[ :,]?){12,}");
    private static final Pattern APART = Pattern.compile("(?:[A-Za-z][ .*_|/~-]{1,3}){7,}[A-Za-z]");
    private static final Pattern SPACES = Pattern.compile("[ \\t\\x{a0}]+");
    private static final int DEPTH = 2;

    private static final SpoofChecker LOOKS =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    private Disguises() {}

    /// Every order in the text, plain or disguised. What is found in a disguise of a part of the
    /// text is where that part is; what is found in one of the whole text is the whole text.
    static List<Finding> findings(String text) {
        return findings(text, 1);
    }

    private static List<Finding> findings(String text, int depth) {
        var found = new ArrayList<>(Orders.in(text, "plain"));
        if (found.isEmpty()) {
            found.addAll(whole(text, "spacing", one -> SPACES.matcher(one).replaceAll(" "), depth));
            found.addAll(whole(text, "invisible", Disguises::visible, depth));
            found.addAll(whole(text, "lookalike", Disguises::latin, depth));
            found.addAll(whole(text, "figures", one -> letters(one, 'i'), depth));
            found.addAll(whole(text, "figures", one -> letters(one, 'l'), depth));
            found.addAll(whole(text, "rot13", Disguises::rot13, depth));
            found.addAll(
                    whole(
                            text,
                            "reversed",
                            one -> new StringBuilder(one).reverse().toString(),
                            depth));
            found.addAll(whole(text, "url", Disguises::url, depth));
        }
        if (depth <= DEPTH) {
            found.addAll(parts(text, BASE64, "base64", Disguises::base64, depth));
            found.addAll(parts(text, HEX, "hex", Disguises::hex, depth));
        }
        found.addAll(apart(text));
        return found;
    }

    private static List<Finding> whole(
            String text, String disguise, Function<String, String> taking, int depth) {
        String plain = taking.apply(text);
        if (plain.equals(text)) {
            return List.of();
        }
        List<Finding> inside = Orders.in(plain, disguise);
        if (inside.isEmpty() && depth < DEPTH && disguise.equals("url")) {
            inside = findings(plain, depth + 1);
        }
        return inside.stream()
                .map(one -> new Finding(one.kind(), disguise, 0, text.length()))
                .limit(1)
                .toList();
    }

    private static List<Finding> parts(
            String text,
            Pattern pattern,
            String disguise,
            Function<String, Optional<String>> taking,
            int depth) {
        return each(
                text,
                pattern,
                (part, start) ->
                        taking
                                .apply(part)
                                .map(plain -> findings(plain, depth + 1))
                                .orElse(List.of())
                                .stream()
                                .map(one ->
                                        new Finding(
                                                one.kind(), disguise, start, start + part.length()))
                                .limit(1)
                                .toList());
    }

    private static List<Finding> apart(String text) {
        return each(
                text,
                APART,
                (part, start) ->
                        Orders.squeezed(part.replaceAll("[^A-Za-z]", ""), "apart").stream()
                                .map(one ->
                                        new Finding(
                                                one.kind(), "apart", start, start + part.length()))
                                .limit(1)
                                .toList());
    }

    private static List<Finding> each(
            String text, Pattern pattern, BiFunction<String, Integer, List<Finding>> looking) {
        var found = new ArrayList<Finding>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.addAll(looking.apply(matcher.group(), matcher.start()));
        }
        return found;
    }

    /// Without characters nobody sees; letters of the invisible tag block become visible.
    private static String visible(String text) {
        var plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(code -> {
                    if (code >= 0xe0020 && code <= 0xe007e) {
                        plain.appendCodePoint(code - 0xe0000);
                    } else if (Character.getType(code) != Character.FORMAT
                            && !(code >= 0xfe00 && code <= 0xfe0f)
                            && code != 0x034f
                            && code != 0x3164
                            && code != 0x115f) {
                        plain.appendCodePoint(code);
                    }
                });
        return plain.toString();
    }

    /// With Latin letters for those that look like one, and without accents.
    private static String latin(String text) {
        if (text.chars().allMatch(one -> one < 0x80)) {
            return text;
        }
        var plain = new StringBuilder(text.length());
        Normalizer.normalize(visible(text), Normalizer.Form.NFKD)
                .codePoints()
                .filter(code -> Character.getType(code) != Character.NON_SPACING_MARK)
                .forEach(code -> plain.append(code < 0x80 ? Character.toString(code) : look(code)));
        return plain.toString();
    }

    private static String look(int code) {
        String one = LOOKS.getSkeleton(Character.toString(code));
        return one.codePointCount(0, one.length()) == 1 && one.charAt(0) < 0x80
                ? one
                : Character.toString(code);
    }

    /// Letters for figures and signs that stand for them.
    private static String letters(String text, char one) {
        return text.toLowerCase(Locale.ROOT)
                .replace('0', 'o')
                .replace('1', one)
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('5', 's')
                .replace('7', 't')
                .replace('8', 'b')
                .replace('9', 'g')
                .replace('@', 'a')
                .replace('$', 's')
                .replace('!', 'i')
                .replace('|', 'l');
    }

    private static String rot13(String text) {
        var plain = new StringBuilder(text.length());
        text.chars()
                .forEach(one -> {
                    if (one >= 'a' && one <= 'z') {
                        plain.append((char) ('a' + (one - 'a' + 13) % 26));
                    } else if (one >= 'A' && one <= 'Z') {
                        plain.append((char) ('A' + (one - 'A' + 13) % 26));
                    } else {
                        plain.append((char) one);
                    }
                });
        return plain.toString();
    }

    private static String url(String text) {
        if (!text.contains("%")) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    private static Optional<String> base64(String text) {
        String standard = text.replace('-', '+').replace('_', '/').replaceAll("=+$", "");
        int whole = standard.length() - (standard.length() % 4 == 1 ? 1 : 0);
        try {
            return readable(Base64.getDecoder().decode(standard.substring(0, whole)));
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    private static Optional<String> hex(String text) {
        String digits = text.replaceAll("0x|\\\\x|[ :,]", "");
        int whole = digits.length() - digits.length() % 2;
        try {
            return readable(HexFormat.of().parseHex(digits.substring(0, whole)));
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    private static Optional<String> readable(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(text);
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
