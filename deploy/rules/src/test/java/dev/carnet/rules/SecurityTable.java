package dev.carnet.rules;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rows of `SECURITY-TESTS.md` that have a column of tests.
///
/// @param rows by the text of their first cell, which may name several references
record SecurityTable(Map<String, Row> rows) {

    static final String MISSING = "missing";

    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

    /// A row.
    ///
    /// @param ids the references it stands for: `V12`, or `RFC 9700 §4.5`
    /// @param cell its last cell: the tests, or the word `missing`
    record Row(String name, String what, List<String> ids, String cell) {

        boolean isMissing() {
            return cell.equals(MISSING);
        }

        /// The tests it names.
        Set<String> tests() {
            var tests = new TreeSet<String>();
            if (!isMissing()) {
                Arrays.stream(cell.split(", ", -1))
                        .map(test -> test.replace("`", ""))
                        .forEach(tests::add);
            }
            return tests;
        }

        /// The tests that say they test it.
        Set<String> claimed(Map<String, Set<String>> tests) {
            var claimed = new TreeSet<String>();
            ids.forEach(id -> claimed.addAll(tests.getOrDefault(id, Set.of())));
            return claimed;
        }

        String line(Set<String> tests) {
            String last = tests.isEmpty() ? MISSING : "`" + String.join("`, `", tests) + "`";
            return "| " + name + " | " + what + " | " + last + " |";
        }
    }

    /// Reads the document.
    static SecurityTable of(String document) {
        var rows = new LinkedHashMap<String, Row>();
        for (var line : document.split("\n", -1)) {
            row(line).ifPresent(row -> rows.put(row.name(), row));
        }
        return new SecurityTable(rows);
    }

    /// The row a line holds, if it holds one.
    static Optional<Row> row(String line) {
        Matcher cells = ROW.matcher(line);
        if (!cells.matches() || cells.group(1).equals("row") || cells.group(1).equals("---")) {
            return Optional.empty();
        }
        var ids = SecurityClaims.ids(cells.group(1));
        return Optional.of(new Row(cells.group(1), cells.group(2), ids, cells.group(3)));
    }
}
