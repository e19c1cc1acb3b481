package dev.carnet.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./carnet test` and `.ci/run` say at their end what went wrong. Maven, npm and the launcher that
/// `.ci/run` calls are scripts of a line or two here; the scripts under test are the real ones.
class TestRunTest {

    private static final String REPORT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="dev.carnet.auth.GateTest" time="%s" tests="2" errors="0">
              <properties>
                <property name="user.name" value="x"/>
              </properties>
              <testcase name="opens" classname="dev.carnet.auth.GateTest" time="0.1"/>
            %s</testsuite>
            """;

    private static final String FAILED =
            """
              <testcase name="closes" classname="dev.carnet.auth.GateTest" time="0.1">
                <failure message="expected: &lt;1&gt; but was: &quot;2&quot; &amp; more&#10;2nd line" type="x">
                  <![CDATA[at dev.carnet.auth]]></failure>
                <system-out><![CDATA[
              <testcase name="printed by a test" classname="x" time="0">
                <failure message="no">
                ]]></system-out>
                <rerunFailure message="the second time" type="x">trace</rerunFailure>
              </testcase>
            """;

    private static final String ERROR =
            """
              <testcase name="" classname="dev.carnet.auth.Test%d" time="0">
                <error type="java.lang.RuntimeException"/>
              </testcase>
            """;

    private static final String FLAKY =
            """
              <testcase name="waits" classname="dev.carnet.auth.GateTest" time="0.1">
                <flakyFailure message="too late" type="x">trace</flakyFailure>
              </testcase>
            """;

    @TempDir private Path root;

    @BeforeEach
    void copy() throws IOException {
        for (var script : List.of("carnet", ".ci/run")) {
            Files.createDirectories(root.resolve(script).resolveSibling("."));
            Files.copy(Checkout.ROOT.resolve(script), root.resolve(script));
            assertTrue(root.resolve(script).toFile().setExecutable(true));
        }
        Files.createFile(root.resolve("pom.xml"));
        Files.writeString(root.resolve("old.xml"), REPORT.formatted("1", FAILED));
        var stale = root.resolve("old/target/surefire-reports");
        Files.createDirectories(stale);
        Files.copy(root.resolve("old.xml"), stale.resolve("TEST-old.xml"));
        for (var built :
                List.of(
                        ".mvn",
                        "shared",
                        "deploy/local/target/app",
                        "auth-server/target/quarkus-app",
                        "mcp-server/target/quarkus-app",
                        "deploy/mcp-fixture/target/quarkus-app")) {
            Files.createDirectories(root.resolve(built));
        }
    }

    @Test
    void a_clean_run_ends_with_its_total() throws Exception {
        maven("1,234.5", "", "true");
        var run = run("./carnet", "test", "--complete");
        assertEquals(0, run.status(), run::text);
        assertEquals("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0", run.last());
        assertTrue(run.text().contains("(1234 s)"), run::text);
        assertFalse(run.text().contains("Failed"), run::text);
    }

    @Test
    void what_failed_is_named_with_why_before_the_total() throws Exception {
        maven("1", FAILED, "true");
        var run = run("./carnet", "test", "--complete");
        assertEquals(1, run.status(), run::text);
        assertEquals("Tests run: 2, Failures: 1, Errors: 0, Skipped: 0", run.last());
        assertTrue(
                run.text()
                        .contains(
                                "Failed: 1\n"
                                        + "  auth.GateTest.closes: expected: <1> but was: \"2\" & more"
                                        + " 2nd line\n"
                                        + "Tests run: "),
                run::text);
    }

    @Test
    void what_failed_once_is_named_and_no_failure() throws Exception {
        maven("1", FLAKY, "true");
        var run = run("./carnet", "test", "--complete");
        assertEquals(0, run.status(), run::text);
        assertTrue(
                run.text().contains("when run again: 1\n  auth.GateTest.waits: too late\n"),
                run::text);
    }

    @Test
    void a_run_in_which_all_fails_names_sixty() throws Exception {
        var many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(ERROR.formatted(i));
        }
        maven("1", many.toString(), "true");
        var run = run("./carnet", "test", "--complete");
        assertTrue(
                run.text().contains("  auth.Test59: java.lang.RuntimeException\n  and 40 more"),
                run::text);
        assertFalse(run.text().contains("Test60"), run::text);
        assertEquals("Tests run: 101, Failures: 0, Errors: 100, Skipped: 0", run.last());
    }

    @Test
    void what_no_report_tells_fails_too() throws Exception {
        maven("1", "", "echo '[ERROR] The forked VM terminated without saying goodbye.'");
        assertEquals(1, run("./carnet", "test", "--complete").status());
        maven("1", "", "exit 3");
        var run = run("./carnet", "test", "--complete");
        assertEquals(1, run.status());
        assertTrue(run.text().contains("Maven itself ended with 3\nTests run: "), run::text);
    }

    @Test
    void what_did_not_run_fails_only_a_complete_run() throws Exception {
        var skipped = ERROR.formatted(1).replace("<error type", "<skipped message");
        maven("1", skipped, "true");
        var everyday = run("./carnet", "test");
        assertEquals(0, everyday.status(), everyday::text);
        assertTrue(everyday.text().contains("Did not run: the longest tests"), everyday::text);
        var run = run("./carnet", "test", "--complete");
        assertEquals(1, run.status());
        assertEquals("Tests run: 2, Failures: 0, Errors: 0, Skipped: 1", run.last());
        assertFalse(run.text().contains("Did not run"), run::text);
    }

    /// The record of a run elsewhere shows its tail only.
    @Test
    void the_whole_check_names_again_at_its_end_what_failed_at_its_beginning() throws Exception {
        program("bin/npm", "true");
        program("bin/ip", "true");
        program(
                "carnet",
                """
                case $1 in
                test) echo tested; printf 'Failed: 1\\n  a.B.c: why\\nTests run: 2\\n' >target/test.summary; exit 1 ;;
                conformance) echo 'ok    one: 1 passed'; echo 'FAIL  two: 1 failed'; echo '      why'; seq 5; echo '1 passed, 1 failed'; exit 1 ;;
                esac
                """);
        Files.createDirectories(root.resolve("target"));
        var run = run(".ci/run");
        assertEquals(1, run.status());
        var end =
                "FAIL  two: 1 failed\n      why\n1\n1 passed, 1 failed\nFailed: 1\n  a.B.c: why\n";
        assertTrue(run.text().endsWith(end + "Tests run: 2\n"), run::text);
    }

    private void maven(String seconds, String cases, String then) throws IOException {
        Files.writeString(root.resolve("new.xml"), REPORT.formatted(seconds, cases));
        program(
                "maven/bin/mvn",
                """
                mkdir -p auth-server/target/surefire-reports
                cp new.xml auth-server/target/surefire-reports/TEST-new.xml
                """
                        + then);
    }

    private void program(String name, String script) throws IOException {
        var file = root.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private Run run(String... words) throws IOException, InterruptedException {
        var process = new ProcessBuilder(words).directory(root.toFile());
        var variables = process.environment();
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("MAVEN_HOME", root.resolve("maven").toString());
        // Some browser and some Node: nothing here looks into them.
        variables.put("CARNET_BROWSER", "/bin/sh");
        program("node", "echo v22.0.0");
        variables.put("CARNET_NODE", root.resolve("node").toString());
        variables.put("PATH", root.resolve("bin") + ":" + variables.get("PATH"));
        var output = root.resolve("output");
        var started = process.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        return new Run(started.waitFor(), Files.readString(output));
    }

    private record Run(int status, String text) {

        String last() {
            var lines = text.lines().toList();
            return lines.getLast();
        }
    }
}
