package dev.carnet.mcp.schema;

import com.google.re2j.Pattern;
import com.networknt.schema.regex.RegularExpression;
import dev.carnet.mcp.limit.Limits;

/// A pattern of a schema, which may be an upstream's: RE2, so that a match takes steps in
/// proportion to pattern × text and never more, and none at all beyond a bound.
final class LinearPattern implements RegularExpression {

    /// ECMA 262 writes what RE2 writes with braces; an escaped backslash before it is none of it.
    private static final Pattern UNICODE =
            Pattern.compile(
                    "(\\\\\\\\)|\\\\u([0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})");

    private final Pattern pattern;

    private LinearPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /// @throws IllegalArgumentException if RE2 does not know it (it looks around or back), or it is
    ///   larger than it may be
    static LinearPattern of(String text) {
        if (text.length() > Limits.PATTERN_CHARACTERS
                || PatternSize.of(text) > Limits.PATTERN_STEPS) {
            throw new IllegalArgumentException("a pattern is larger than it may be");
        }
        return new LinearPattern(Pattern.compile(translated(text)));
    }

    private static String translated(String text) {
        var found = UNICODE.matcher(text);
        var anew = new StringBuilder();
        while (found.find()) {
            boolean backslash = found.start(1) >= 0;
            found.appendReplacement(anew, backslash ? "\\\\\\\\" : "\\\\x{$2}");
        }
        return found.appendTail(anew).toString();
    }

    /// A text that would take too many steps matches nothing.
    @Override
    public boolean matches(String text) {
        return (long) text.length() * pattern.programSize() <= Limits.MATCH_STEPS && find(text);
    }

    boolean find(CharSequence text) {
        return pattern.matcher(text).find();
    }
}
