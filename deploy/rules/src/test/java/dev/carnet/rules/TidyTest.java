package dev.carnet.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What may not stand in a source, and what to write instead.
class TidyTest {

    private static final int LINES = 300;
    private static final int TEST_LINES = 600;
    private static final int METHOD_LINES = 40;

    /// Modules that only tests need.
    private static final List<String> FOR_TESTS = List.of("deploy/testing/", "deploy/mcp-fixture/");

    /// @param what a pattern in a line
    /// @param instead what to write
    /// @param where which files it is about
    private record Banned(Pattern what, String instead, Predicate<Path> where) {

        Banned(String what, String instead, Predicate<Path> where) {
            this(Pattern.compile(what), instead, where);
        }
    }

    private static final List<Banned> BANNED =
            List.of(
                    new Banned(
                            "TO" + "DO|FIX" + "ME|XX" + "X\\b",
                            "do it, or open an issue",
                            _ -> true),
                    new Banned("not (yet )?imple" + "mented", "implement it", _ -> true),
                    new Banned("Mock" + "ito|mock\\(", "a small fake class", _ -> true),
                    new Banned(
                            "@Dis" + "abled|assume" + "True|assume" + "That",
                            "a test that runs, or none",
                            _ -> true),
                    new Banned(
                            "UnsupportedOperation" + "Exception",
                            "a type without that operation",
                            TidyTest::main),
                    new Banned("print" + "StackTrace", "a logger, once", TidyTest::main),
                    new Banned("System\\.(out|err)\\.", "a logger", TidyTest::service),
                    new Banned("Thread\\.sle" + "ep", "a timer of Mutiny", TidyTest::service),
                    new Banned(
                            "Instant\\.now\\(\\)|System\\.currentTime" + "Millis|new Date\\(\\)",
                            "the injected Clock",
                            TidyTest::service),
                    new Banned(
                            "new Ran" + "dom\\(|Math\\.ran" + "dom",
                            "SecureRandom, or a seeded generator",
                            TidyTest::main),
                    new Banned(
                            "@Suppress" + "Warnings\\((?!\"[A-Za-z]+\"\\) // )",
                            "code without the warning, or the reason behind it: // because …",
                            TidyTest::main),
                    new Banned(
                            "\\.get\\(\\)\\.get\\(\\)",
                            "orElseThrow with what was expected",
                            TidyTest::main),
                    new Banned(
                            "(?<![A-Za-z0-9.\"$}])/(?:ho" + "me|ro" + "ot|wo" + "rk)/",
                            "a path relative to the checkout",
                            _ -> true),
                    new Banned(
                            "\"resolved\": *\"http|distribution"
                                    + "Url|<reposi"
                                    + "tory>|<mir"
                                    + "ror>",
                            "no address to download from",
                            _ -> true));

    @Test
    void nothing_banned_stands_anywhere() {
        var found = new ArrayList<String>();
        for (var file : Checkout.texts()) {
            var lines = Checkout.read(file).split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                look(file, i + 1, lines[i], found);
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void files_are_short() {
        var found =
                Checkout.sources().stream()
                        .filter(file -> lines(file) > (main(file) ? LINES : TEST_LINES))
                        .map(file ->
                                Checkout.name(file) + " has " + lines(file) + " lines: split it")
                        .toList();
        assertEquals(List.of(), found);
    }

    @Test
    void methods_are_short() {
        var methods = Methods.in(Checkout.mainSources().stream().filter(TidyTest::main).toList());
        assertTrue(methods.size() > 500, () -> "only " + methods.size() + " methods were read");
        var found =
                methods.stream()
                        .filter(method -> method.lines() > METHOD_LINES)
                        .map(method -> method + ": a step with a name for every thought")
                        .toList();
        assertEquals(List.of(), found);
        int median =
                methods.stream()
                        .map(Methods.Method::lines)
                        .sorted()
                        .toList()
                        .get(methods.size() / 2);
        assertTrue(median <= 8, () -> "the median method has " + median + " lines");
    }

    private static void look(Path file, int number, String line, List<String> found) {
        for (var banned : BANNED) {
            if (banned.where().test(file) && banned.what().matcher(line).find()) {
                found.add(
                        Checkout.name(file)
                                + ":"
                                + number
                                + ": "
                                + line.strip()
                                + " → write "
                                + banned.instead());
            }
        }
    }

    private static long lines(Path file) {
        return Checkout.read(file).lines().count();
    }

    private static boolean main(Path file) {
        return file.toString().contains("/src/main/java/")
                && FOR_TESTS.stream().noneMatch(Checkout.name(file)::startsWith);
    }

    private static boolean service(Path file) {
        return main(file) && !Checkout.name(file).startsWith("deploy/");
    }
}
