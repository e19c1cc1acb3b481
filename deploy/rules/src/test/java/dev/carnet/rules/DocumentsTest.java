package dev.carnet.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.local.command.Carnet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the documents name is there, so that they cannot drift away from the code.
class DocumentsTest {

    private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FILE =
            Pattern.compile(
                    "\\.?[a-z][A-Za-z0-9_-]*(/[A-Za-z0-9_.-]+)+/?|[A-Za-z]+\\.(md|xml|json)");
    private static final Pattern TYPE = Pattern.compile("([A-Z][a-z0-9]+){2,}");
    private static final Pattern VARIABLE = Pattern.compile("CARNET_[A-Z_]+[A-Z]");
    private static final Pattern SETTING =
            Pattern.compile("\n    (?:int|boolean|[A-Z][\\w<>]*) ([a-z]\\w*)\\(\\);");
    private static final Pattern COMMAND = Pattern.compile("\\./carnet ([a-z]+)(?: ([a-z]+))?");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)");

    /// What the launcher itself does, before the command line.
    private static final Set<String> LAUNCHER = Set.of("test");

    /// Files that only a run makes.
    private static final Set<String> MADE =
            Set.of("carnet.json", "mcp.json", "keys/", ".carnet/", ".vscode/mcp.json");

    /// Types of others.
    private static final Set<String> FOREIGN = Set.of("PostgreSQL", "OpenAPI");

    @Test
    void there_are_documents() {
        var names = Checkout.documents().stream().map(Checkout::name).toList();
        assertTrue(
                names.containsAll(
                        List.of("README.md", "SECURITY.md", "ARCHITECTURE.md", "CHANGELOG.md")),
                names::toString);
    }

    @Test
    void every_link_leads_to_a_file() {
        assertEquals(Set.of(), missing(LINK, (document, path) -> exists(document, path)));
    }

    @Test
    void every_file_that_is_named_exists() {
        assertEquals(
                Set.of(),
                missing(
                        QUOTED,
                        (document, word) ->
                                !FILE.matcher(word).matches()
                                        || MADE.contains(word)
                                        || exists(document, word)));
    }

    @Test
    void every_class_that_is_named_exists() {
        var types =
                Checkout.sources().stream()
                        .map(file -> file.getFileName().toString().replace(".java", ""))
                        .collect(Collectors.toSet());
        assertEquals(
                Set.of(),
                missing(
                        QUOTED,
                        (_, word) ->
                                !TYPE.matcher(word).matches()
                                        || FOREIGN.contains(word)
                                        || types.contains(word)));
    }

    @Test
    void every_command_that_is_named_exists() {
        var commands = Carnet.commandLine().getSubcommands();
        var unknown =
                words(COMMAND)
                        .filter(found -> !LAUNCHER.contains(found.group(1)))
                        .filter(found -> !exists(commands.get(found.group(1)), found.group(2)))
                        .map(MatchResult::group)
                        .toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void every_command_is_named() {
        var named = words(COMMAND).map(found -> found.group(1)).collect(Collectors.toSet());
        var commands = new TreeSet<>(Carnet.commandLine().getSubcommands().keySet());
        commands.removeAll(named);
        assertEquals(Set.of("help"), commands);
    }

    @Test
    void the_table_of_variables_is_the_code() {
        var inCode = new TreeSet<>(settings());
        var documents = Set.copyOf(Checkout.documents());
        for (var file : Checkout.texts()) {
            if (!documents.contains(file)) {
                VARIABLE.matcher(Checkout.read(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(inCode::add);
            }
        }
        var inDocuments = words(VARIABLE).map(MatchResult::group);
        assertEquals(inCode, inDocuments.collect(Collectors.toCollection(TreeSet::new)));
    }

    /// What the services read: the methods of the one configuration mapping.
    private static Set<String> settings() {
        var mappings =
                Checkout.mainSources().stream()
                        .map(Checkout::read)
                        .filter(source -> source.contains("@ConfigMapping(prefix = \"carnet\")"))
                        .toList();
        assertEquals(1, mappings.size(), "one table of what a service reads");
        return SETTING.matcher(mappings.getFirst())
                .results()
                .map(found -> "CARNET_" + snake(found.group(1)))
                .collect(Collectors.toSet());
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    /// Some commands do something by themselves, others only by what stands behind them.
    private static boolean exists(@Nullable CommandLine command, @Nullable String sub) {
        return command != null
                && (command.getCommand() instanceof Callable<?>
                        || (sub != null && command.getSubcommands().containsKey(sub)));
    }

    private interface Check {
        boolean holds(Path document, String word);
    }

    private static Set<String> missing(Pattern pattern, Check check) {
        var missing = new TreeSet<String>();
        for (var document : Checkout.documents()) {
            pattern.matcher(Checkout.read(document))
                    .results()
                    .map(found -> found.group(1))
                    .filter(word -> !check.holds(document, word))
                    .forEach(word -> missing.add(Checkout.name(document) + ": " + word));
        }
        return missing;
    }

    private static Stream<MatchResult> words(Pattern pattern) {
        return Checkout.documents().stream()
                .flatMap(document -> pattern.matcher(Checkout.read(document)).results());
    }

    private static boolean exists(Path document, String path) {
        return Files.exists(document.resolveSibling(path))
                || Files.exists(Checkout.ROOT.resolve(path));
    }
}
