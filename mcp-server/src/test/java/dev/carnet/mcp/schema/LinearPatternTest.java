package dev.carnet.mcp.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternTest {

    private static final List<String> EVIL =
            List.of(
                    "^a*a*a*a*a*a*a*a*b$",
                    "^(a+)+$",
                    "^(a|a)*$",
                    "^(a|aa)+$",
                    "(.*)*x",
                    "^(([a-z])+.)+[A-Z]([a-z])+$");

    /// A text that counts how often it is looked at, and breaks off.
    private static final class Counted implements CharSequence {

        private static final class Enough extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        private final String text;
        private final long most;
        private long steps;

        private Counted(String text, long most) {
            this.text = text;
            this.most = most;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > most) {
                throw new Enough();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }
    }

    /// A pattern that takes Java's own matcher for ever takes ours a few looks at each letter.
    @Test
    void an_evil_pattern_costs_no_more_than_any_other() {
        String text = "a".repeat(5_000) + "!";
        for (String evil : EVIL) {
            var budget = 10L * text.length();
            assertFalse(LinearPattern.of(evil).find(new Counted(text, budget)), evil);
        }
        assertTrue(EVIL.stream().anyMatch(LinearPatternTest::isTooMuchForJava));
    }

    private static boolean isTooMuchForJava(String evil) {
        try {
            Pattern.compile(evil).matcher(new Counted("a".repeat(40) + "!", 1_000_000)).find();
            return false;
        } catch (Counted.Enough tooMuch) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?=x)y",
                "(?<!x)y",
                "(a)\\1",
                "a*+",
                "\\ud83d",
                "(",
                "(a{1000}){1000}",
                "(((((a{99}){99}){99}){99}){99})",
                "(?:(?:x{200}){200}){200}",
                "[]a]{1000}{1000}"
            })
    void what_could_take_for_ever_or_is_not_known_is_refused(String pattern) {
        assertThrows(RuntimeException.class, () -> LinearPattern.of(pattern));
    }

    @ParameterizedTest
    @CsvSource({
        "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$, 123e4567-e89b-12d3-a456-426614174000, true",
        "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$, 123e4567-e89b-12d3-a456-42661417400, false",
        "'^[a-z]{1,255}$', abc, true",
        "b, abc, true",
        "^b, abc, false",
        "^\\/x\\-\\d$, /x-1, true",
        "^[\\u0041-\\u0043]$, B, true",
        "^\\\\u0041$, \\u0041, true",
        "^{}$, {}, true",
        "^[^]]{3}$, abc, true",
    })
    void what_schemas_say_means_the_same(String pattern, String text, boolean fits) {
        assertEquals(fits, LinearPattern.of(pattern).matches(text));
    }

    @Test
    void a_text_that_would_take_too_long_does_not_fit() {
        var pattern = LinearPattern.of("^(a|b|[a-z]{900})*$");
        assertTrue(pattern.matches("a".repeat(1_000)));
        assertFalse(pattern.matches("a".repeat(200_000)));
    }

    @Test
    void repetitions_are_counted_as_they_are_nested() {
        assertEquals(3, PatternSize.of("abc"));
        assertTrue(PatternSize.of("a{8}b{8}c{8}") < 40);
        assertTrue(PatternSize.of("((a{10}){10}){10}") >= 1_000);
        assertTrue(PatternSize.of("(a{10}\\){10}") >= 20);
        assertTrue(PatternSize.of("((a{999999}){999999}){999999}") >= Integer.MAX_VALUE / 2);
    }

    /// What is quoted, and a class however it is written, hides nothing of what follows it.
    @ParameterizedTest
    @ValueSource(
            strings = {"\\Q[\\E", "\\Q(\\E", "[^^]", "[]]", "[^]]", "[[:alpha:][]", "[[:alpha:](]"})
    void nothing_hides_the_repetitions_behind_it(String before) {
        String pattern = before + "((a{1000}){1000}){1000}";
        assertTrue(PatternSize.of(pattern) >= 1_000_000_000, pattern);
        assertThrows(IllegalArgumentException.class, () -> LinearPattern.of(pattern));
    }

    @Test
    void classes_are_one_step_and_what_is_quoted_is_its_letters() {
        assertEquals(1, PatternSize.of("[[:alpha:](]"));
        assertEquals(1, PatternSize.of("[^^]"));
        assertTrue(PatternSize.of("\\Q(a{1000}){1000}\\E") < 30);
    }

    @Test
    void a_schema_with_such_a_pattern_is_none() {
        for (String pattern : List.of("(?=x)y", "(a{1000}){1000}")) {
            for (String keyword : List.of("{'pattern':'%s'}", "{'patternProperties':{'%s':{}}}")) {
                String schema = keyword.formatted(pattern).replace('\'', '"');
                assertThrows(RuntimeException.class, () -> SchemaCheck.of(Json.parse(schema)));
            }
        }
        var evil = SchemaCheck.of(Json.parse("{\"properties\":{\"a\":{\"pattern\":\"^(a+)+$\"}}}"));
        var value = Json.object().put("a", "a".repeat(5_000) + "!");
        assertEquals(1, evil.problems(value).size());
    }
}
