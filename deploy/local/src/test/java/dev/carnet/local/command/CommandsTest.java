package dev.carnet.local.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.local.home.Home;
import dev.carnet.local.home.HomeLock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {

    @TempDir Path folder;
    private final StringWriter said = new StringWriter();

    static Stream<String> commands() {
        return Carnet.commandLine().getSubcommands().entrySet().stream()
                .flatMap(command -> names(command.getKey(), command.getValue()));
    }

    private static Stream<String> names(String name, CommandLine command) {
        var more = command.getSubcommands().keySet().stream().map(sub -> name + " " + sub);
        return Stream.concat(Stream.of(name), more);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_explains_itself(String command) {
        assertEquals(0, run((command + " --help").split(" ", -1)));
        assertTrue(said.toString().contains("Usage: carnet"), said::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"up --mcp-replicas 0", "up --auth-port 8490", "up --nonsense", "bakery"})
    void refuses_words_that_make_no_sense(String words) {
        assertEquals(2, run(words.split(" ", -1)));
    }

    @Test
    void says_in_one_line_that_nobody_is_signed_in() {
        assertEquals(1, at("key", "list"));
        assertEquals(
                "carnet: nobody is signed in here: run ./carnet login first\n", said.toString());
    }

    @Test
    void says_aloud_that_the_development_switch_is_on() {
        assertEquals("", Welcome.development(Map.of()));
        assertEquals("", Welcome.development(Map.of("CARNET_DEVELOPMENT_DOCUMENTS", "false")));
        String aloud = Welcome.development(Map.of("CARNET_DEVELOPMENT_DOCUMENTS", "true"));
        assertTrue(aloud.contains("DEVELOPMENT"), aloud);
    }

    @Test
    void says_in_one_line_that_nothing_runs_here() {
        assertEquals(1, at("login"));
        assertTrue(said.toString().startsWith("carnet: no Carnet runs in " + folder));
    }

    @Test
    void migrates_the_database_that_lies_in_the_home_and_only_once() {
        assertEquals(0, at("migrate"));
        assertTrue(said.toString().matches("[1-9][0-9]* migrations applied\n"), said::toString);
        assertEquals(0, at("migrate"));
        assertTrue(said.toString().endsWith("\n0 migrations applied\n"), said::toString);
        assertEquals(4, at("audit", "export", "--out", folder.resolve("log").toString()));
    }

    @Test
    void names_the_file_that_is_not_there() {
        String missing = folder.resolve("none").toString();
        assertEquals(4, run("audit", "verify", missing));
        assertEquals("no file to read at " + missing + "\n", said.toString());
        assertEquals(1, run("passport", "proof", "t", "http://localhost/", "--key", missing));
        assertTrue(said.toString().endsWith("there is no key at " + missing + "\n"));
        assertEquals(1, at("server", "add", "https://a.example/mcp", "--key-file", missing));
        assertTrue(
                said.toString().endsWith("there is no such file or folder: " + missing + "\n"),
                said::toString);
    }

    @Test
    void says_that_a_carnet_which_is_starting_cannot_be_used_yet() throws Exception {
        try (var _ = HomeLock.take(Home.at(folder).make())) {
            assertEquals(1, at("migrate"));
            assertTrue(said.toString().contains("no Carnet runs in"), said::toString);
        }
    }

    private int at(String... words) {
        var all = Stream.concat(Stream.of(words), Stream.of("--home", folder.toString()));
        return run(all.toArray(String[]::new));
    }

    private int run(String... words) {
        var writer = new PrintWriter(said, true);
        return Carnet.commandLine().setOut(writer).setErr(writer).execute(words);
    }
}
