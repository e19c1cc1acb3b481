package dev.carnet.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The table of security tests is what the tests say of themselves.
class SecurityTestsTest {

    private static final Path DOCUMENT = Checkout.ROOT.resolve("SECURITY-TESTS.md");

    private final Map<String, Set<String>> claims = SecurityClaims.ofCheckout();
    private final SecurityTable table = SecurityTable.of(Checkout.read(DOCUMENT));

    /// Writes the last column anew when it is asked to, before anything is compared.
    @BeforeAll
    static void write() throws IOException {
        if (Boolean.getBoolean("carnet.write")) {
            var claims = SecurityClaims.ofCheckout();
            var written =
                    Arrays.stream(Checkout.read(DOCUMENT).split("\n", -1))
                            .map(line ->
                                    SecurityTable.row(line)
                                            .map(row -> row.line(row.claimed(claims)))
                                            .orElse(line))
                            .collect(Collectors.joining("\n"));
            Files.writeString(DOCUMENT, written);
        }
    }

    @Test
    void every_row_that_must_be_there_is() {
        var wanted = new LinkedHashSet<String>();
        for (int row = 1; row <= 62; row++) {
            wanted.add("V" + row);
        }
        for (int row = 1; row <= 31; row++) {
            wanted.add("G" + row);
        }
        for (int row = 1; row <= 14; row++) {
            wanted.add("W" + row);
        }
        wanted.removeAll(table.rows().keySet());
        assertEquals(Set.of(), wanted);
        assertTrue(claims.size() > 40, () -> "only these are claimed: " + claims.keySet());
    }

    @Test
    void the_tests_of_every_row_are_those_that_name_it() {
        var wrong = new ArrayList<String>();
        for (var row : table.rows().values()) {
            var claimed = row.claimed(claims);
            if (!claimed.equals(row.tests())) {
                wrong.add(row.line(claimed));
            }
        }
        assertEquals(List.of(), wrong, "write these instead, or run once with -Dcarnet.write=true");
    }

    @Test
    void every_row_that_a_test_names_is_in_the_table() {
        var known =
                table.rows().values().stream()
                        .flatMap(row -> row.ids().stream())
                        .collect(Collectors.toSet());
        var unknown = new TreeSet<String>();
        claims.forEach((id, tests) -> {
            if (id.matches("[VGW]\\d+|RFC 9700.*") && !known.contains(id)) {
                unknown.add(id + " in " + tests);
            }
        });
        assertEquals(Set.of(), unknown);
    }

    @Test
    void reads_what_stands_above_a_test_and_nothing_else() {
        var claims = new TreeMap<String, Set<String>>();
        SecurityClaims.in(
                "SomeTest",
                """
                /// V1: of the class, so it counts for nothing.
                class SomeTest {
                    /// Text about V2: in the middle.
                    @Test
                    void one() {
                    }

                    /// V3, V4 and RFC 9700 §2.1, §4.1: a list. V6, RFC
                    /// 9700 §2.4: another.
                    @ParameterizedTest
                    @ValueSource(
                            strings = {"a", "b"})
                    void two(String each) {
                    }

                    /// V5: not a test.
                    private void three() {
                    }

                    @Test
                    void four() {
                    }
                }
                """,
                claims);
        assertEquals(
                Set.of("V3", "V4", "V6", "RFC 9700 §2.1", "RFC 9700 §2.4", "RFC 9700 §4.1"),
                Set.copyOf(claims.keySet()));
        assertEquals(Set.of("SomeTest.two"), claims.get("V3"));
    }
}
