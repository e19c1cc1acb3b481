package dev.carnet.auth.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadRuleTest {

    @ParameterizedTest
    @CsvSource({
        "repo:acme/app:*, repo:acme/app:ref:refs/heads/main, true",
        "repo:acme/app:*, repo:acme/app-evil:ref, false",
        "repo:acme/*, xrepo:acme/a, false",
        "*main, refs/heads/main, true",
        "a*b*c, aXbXbXc, true",
        "a*b*c, aXcXb, false",
        "exact, exact, true",
        "exact, Exact, false",
        "exact, exactly, false",
        "a.c, abc, false",
        "a*, a, true"
    })
    void a_star_stands_for_anything_and_nothing_else_is_special(
            String pattern, String text, boolean matches) {
        assertEquals(matches, WorkloadRule.matches(pattern, text));
    }

    /// V45: what looks like a regular expression is compared as text.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agrees_with_a_reference_on_random_pairs(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String pattern = text(random, "ab*.", 7);
            String text = text(random, "ab.", 9);
            String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
            assertEquals(
                    text.matches(regex),
                    WorkloadRule.matches(pattern, text),
                    () -> "seed " + seed + ": " + pattern + " and " + text);
        }
    }

    private static String text(Random random, String alphabet, int most) {
        var text = new StringBuilder();
        for (int left = random.nextInt(most); left > 0; left--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void every_claim_has_to_fit_also_those_inside_others() throws JsonProcessingException {
        var claims =
                new ObjectMapper()
                        .readTree(
                                """
                                {"sub": "pod", "kubernetes.io": {"namespace": "prod", "pod": {"n": 1}}}
                                """);
        assertTrue(rule(Map.of("sub", "pod", "/kubernetes.io/namespace", "pro*")).fits(claims));
        assertFalse(rule(Map.of("sub", "pod", "/kubernetes.io/namespace", "dev")).fits(claims));
        assertFalse(rule(Map.of("kubernetes.io/namespace", "prod")).fits(claims));
        assertFalse(rule(Map.of("/kubernetes.io/pod", "*1*")).fits(claims));
        assertFalse(rule(Map.of("missing", "x*")).fits(claims));
    }

    @Test
    void a_rule_that_fits_everything_says_nothing() {
        assertFalse(rule(Map.of("sub", "**")).saysSomething());
        assertFalse(rule(Map.of("sub", "a", "aud", "*")).saysSomething());
        assertTrue(rule(Map.of("sub", "a*")).saysSomething());
    }

    private static WorkloadRule rule(Map<String, String> claims) {
        return new WorkloadRule(
                claims, Optional.of("cli_1"), Optional.empty(), List.of("carnet:read"));
    }
}
