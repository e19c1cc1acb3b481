package dev.carnet.mcp.schema;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.carnet.mcp.limit.Limits;
import java.util.Optional;

/// The regular expressions of constraints, which whoever bounds a call writes: RE2, whose time is
/// bounded by the length of the text. They are bounded in size before they are compiled, and
/// compiled once for as long as they are used.
public final class Expressions {

    private static final LoadingCache<String, Optional<Pattern>> COMPILED =
            Caffeine.newBuilder().maximumSize(Limits.EXPRESSIONS_KEPT).build(Expressions::compiled);

    private Expressions() {}

    /// Whether the expression fits the whole text. One that is none, or too large, fits nothing;
    /// nor does a text that would take too many steps.
    public static boolean fits(String expression, String text) {
        return expression.length() <= Limits.PATTERN_CHARACTERS
                && COMPILED.get(expression)
                        .filter(one ->
                                (long) text.length() * one.programSize() <= Limits.MATCH_STEPS)
                        .filter(one -> one.matches(text))
                        .isPresent();
    }

    private static Optional<Pattern> compiled(String expression) {
        try {
            return PatternSize.of(expression) > Limits.PATTERN_STEPS
                    ? Optional.empty()
                    : Optional.of(Pattern.compile(expression));
        } catch (PatternSyntaxException wrong) {
            return Optional.empty();
        }
    }
}
