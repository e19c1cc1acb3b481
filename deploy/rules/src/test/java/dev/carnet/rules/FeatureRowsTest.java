package dev.carnet.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Passports, connections, revocation, detectors, accountability, gates and the servers behind the
/// gateway: each feature that is promised of them has a test that says so.
class FeatureRowsTest {

    private static final Map<String, Integer> ROWS =
            Map.of("C", 10, "D", 10, "E", 6, "G", 6, "H", 6, "K", 15, "L", 5);

    /// Tools of other products' own domains (see ARCHITECTURE.md, what is left out).
    private static final Set<String> LEFT_OUT = Set.of("L2", "L3", "L4");

    /// `/// C4, E2: what`, or `/// (G1) what` where known vulnerabilities have that letter, too.
    private static final Pattern CLAIM =
            Pattern.compile(
                    "^ +/// (\\()?([CDEGHKL]\\d+(?:, [A-Z]\\d+)*)(?:\\)|:) [^\n]*\n"
                            + "(?: +///[^\n]*\n)*"
                            + "(?: +@(?!Test|Parameterized|Repeated)[^\n]*\n)*"
                            + " +@(?:Parameterized|Repeated)?Test\\b",
                    Pattern.MULTILINE);

    @Test
    void every_feature_has_a_test_that_is_named_after_it() {
        var missing = promised();
        missing.removeAll(LEFT_OUT);
        claimed().values().forEach(missing::removeAll);
        assertEquals(Set.of(), missing);
    }

    @Test
    void no_test_is_named_after_a_feature_that_there_is_not() {
        var wrong = new TreeMap<String, Set<String>>();
        var promised = promised();
        claimed()
                .forEach((test, claims) -> {
                    var unknown = new TreeSet<>(claims);
                    unknown.removeIf(claim ->
                            promised.contains(claim) || !ROWS.containsKey(claim.substring(0, 1)));
                    if (!unknown.isEmpty()) {
                        wrong.put(test, unknown);
                    }
                });
        assertEquals(Map.of(), wrong);
    }

    private static Set<String> promised() {
        var promised = new TreeSet<String>();
        ROWS.forEach((letter, rows) -> {
            for (int row = 1; row <= rows; row++) {
                promised.add(letter + row);
            }
        });
        return promised;
    }

    private static Map<String, Set<String>> claimed() {
        var claimed = new TreeMap<String, Set<String>>();
        for (var file : Checkout.sources()) {
            String path = file.toString();
            if (path.contains("/src/test/java/") && !path.contains("/deploy/rules/")) {
                claimed.put(path, claims(Checkout.read(file)));
            }
        }
        return claimed;
    }

    @Test
    void reads_what_stands_above_a_test_and_nothing_else() {
        assertEquals(
                Set.of("C1", "D2", "E2", "G3", "H4", "K15"),
                claims(
                        """
                        /// C9: of the class.
                        class SomeTest {
                            /// C1, E2: one.
                            @Test
                            void one() {}

                            /// (G3, H4) another,
                            /// in two lines.
                            @Tag("long")
                            @ParameterizedTest
                            void two() {}

                            /// G5: a known vulnerability.
                            @Test
                            void three() {}

                            /// K15, D2: five and six.
                            @Test
                            void five() {}

                            /// C7: not a test.
                            private void four() {}
                        }
                        """));
    }

    private static Set<String> claims(String source) {
        var claims = new TreeMap<String, Boolean>();
        Matcher claim = CLAIM.matcher(source);
        while (claim.find()) {
            boolean feature = claim.group(1) != null;
            Arrays.stream(claim.group(2).split(", ", -1))
                    .filter(id -> feature || !id.startsWith("G"))
                    .forEach(id -> claims.put(id, true));
        }
        return claims.keySet();
    }
}
