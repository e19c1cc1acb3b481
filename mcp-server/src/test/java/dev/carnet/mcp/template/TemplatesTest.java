package dev.carnet.mcp.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.ApiDocument;
import dev.carnet.mcp.service.Constraint;
import dev.carnet.mcp.service.Intents.Expansion;
import dev.carnet.shared.startup.RefusedToStart;
import jakarta.validation.Validation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TemplatesTest {

    private static final TemplateReading READING =
            new TemplateReading(
                    new ObjectMapper().registerModule(new Jdk8Module()),
                    Validation.buildDefaultValidatorFactory().getValidator());

    private static final String SMALL =
            """
            id: small
            version: 2
            name: Small
            description: A service.
            address: https://{host}/v1
            variables: {host: {description: Its host., pattern: "[a-z.]+"}}
            authentication: {kind: workspace_key}
            """;

    @TempDir Path folder;

    static List<ServerTemplate> bundled() {
        return READING.bundled();
    }

    /// D1: what comes along can be used: its operations are tools, all of them.
    @ParameterizedTest
    @MethodSource("bundled")
    void a_template_that_comes_along_is_whole(ServerTemplate template) {
        assertTrue(template.documentation().isPresent() && template.key().isPresent());
        String document = Document.of(template).orElseThrow();
        var read = assertInstanceOf(ApiDocument.Reading.Read.class, ApiDocument.read(document));
        assertEquals(List.of(), read.document().omitted());
        assertTrue(template.intents().orElse(List.of()).size() > 0);
    }

    @Test
    void the_list_of_templates_names_every_file() throws Exception {
        Path files = Path.of(TemplatesTest.class.getResource("/server-templates").toURI());
        try (Stream<Path> all = Files.list(files)) {
            assertEquals(
                    TemplateReading.BUNDLED,
                    all.map(file -> file.getFileName().toString().replace(".yaml", ""))
                            .sorted()
                            .toList());
        }
    }

    private static Expansion expand(String template, String intent, String parameters) {
        ServerTemplate found =
                bundled().stream()
                        .filter(one -> one.id().equals(template))
                        .findFirst()
                        .orElseThrow();
        return new Expanding(template, found.intent(intent).orElseThrow()).of(object(parameters));
    }

    private static ObjectNode object(String text) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static List<String> told(Expansion expansion) {
        return assertInstanceOf(Expansion.Expanded.class, expansion).constraints().stream()
                .map(one -> one.path() + " " + one.op() + " " + one.value())
                .toList();
    }

    /// D9: a named intent with its parameters comes to constraints.
    @Test
    void an_intent_expands_to_constraints() {
        assertEquals(
                List.of(
                        "method eq \"POST\"",
                        "path eq \"/repos/octo/app/deployments\"",
                        "body.environment in [\"staging\"]"),
                told(
                        expand(
                                "github",
                                "deploy",
                                "{'repository':'octo/app','environment':'staging'}")));
        assertEquals(
                List.of(
                        "method eq \"POST\"",
                        "path in [\"/repos/octo/app/deployments\",\"/repos/octo/web/deployments\"]",
                        "body.environment in [\"staging\",\"a b\"]"),
                told(
                        expand(
                                "github",
                                "deploy",
                                "{'repository':['octo/app','octo/web'],"
                                        + "'environment':['staging','a b']}")));
    }

    /// D9: a value is never a part of an expression.
    @Test
    void values_in_expressions_are_quoted() {
        var expanded =
                (Expansion.Expanded)
                        expand("github", "read", "{'repository':['octo/a.p','octo/web']}");
        Constraint path = expanded.constraints().get(1);
        assertEquals("matches", path.op());
        var pattern = com.google.re2j.Pattern.compile(path.value().asText());
        assertTrue(pattern.matches("/repos/octo/a.p"));
        assertTrue(pattern.matches("/repos/octo/web/issues"));
        assertEquals(false, pattern.matches("/repos/octo/axp"));
        assertEquals(false, pattern.matches("/repos/octo/webs"));
    }

    /// D9: nothing is guessed.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{'repository':'octo/app'}",
                "{'repository':'octo/..','environment':'x'}",
                "{'repository':'octo/app/../../user','environment':'x'}",
                "{'repository':[],'environment':'x'}",
                "{'repository':'octo/app','environment':'x','other':1}",
                "{'repository':{'a':1},'environment':'x'}",
            })
    void parameters_that_do_not_fit_expand_to_nothing(String parameters) {
        assertInstanceOf(Expansion.Unknown.class, expand("github", "deploy", parameters));
    }

    @Test
    void an_operators_folder_is_read_and_what_is_wrong_there_is_named() throws Exception {
        Files.writeString(folder.resolve("small.yaml"), SMALL);
        Files.writeString(folder.resolve("notes.txt"), "no template");
        assertEquals("small", READING.folder(folder).getFirst().id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 2 | version: 0 | version",
                "id: small | id: Small! | id",
                "kind: workspace_key | kind: nonsense | authentication.kind",
                "name: Small | nme: Small | nme",
                "{host}/v1 | {site}/v1 | site",
                "[a-z.]+ | [a-z | RE2",
                "version: 2 | 'version: 2, x: [' | small.yaml",
            })
    void a_template_that_is_wrong_stops_the_start(String part, String instead, String named)
            throws Exception {
        Files.writeString(folder.resolve("small.yaml"), SMALL.replace(part, instead));
        var refused = assertThrows(RefusedToStart.class, () -> READING.folder(folder));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("small.yaml") && said.contains(named), said);
    }

    @Test
    void a_folder_that_is_not_there_stops_the_start() {
        assertThrows(RefusedToStart.class, () -> READING.folder(folder.resolve("none")));
    }
}
