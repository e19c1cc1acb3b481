package dev.carnet.mcp.template;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.ApiDocument;
import dev.carnet.mcp.service.Intents.Expansion;
import dev.carnet.shared.startup.RefusedToStart;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads templates, YAML or JSON, and takes none that could not be used.
record TemplateReading(ObjectMapper json, Validator validator) {

    /// Those that come along; a test holds the folder and this list together.
    static final List<String> BUNDLED =
            List.of(
                    "github",
                    "gitlab",
                    "google-calendar",
                    "google-drive",
                    "jira",
                    "linear",
                    "notion",
                    "slack",
                    "stripe");

    /// Those that come along.
    List<ServerTemplate> bundled() {
        return BUNDLED.stream().map(this::bundled).toList();
    }

    private ServerTemplate bundled(String name) {
        String file = "/server-templates/" + name + ".yaml";
        try (InputStream open = TemplateReading.class.getResourceAsStream(file)) {
            if (open == null) {
                throw new IllegalStateException("no resource " + file);
            }
            return read(file, new String(open.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new IllegalStateException(file, broken);
        }
    }

    /// Those of a folder: every file that ends in `.yaml`, `.yml` or `.json`.
    List<ServerTemplate> folder(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .map(this::file)
                    .toList();
        } catch (IOException unreadable) {
            throw new RefusedToStart(
                    "CARNET_SERVER_TEMPLATES is a folder that can be read: " + unreadable);
        }
    }

    private ServerTemplate file(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (IOException unreadable) {
            throw wrong(file.toString(), "cannot be read: " + unreadable);
        }
    }

    /// One template, if all of it can be used.
    ServerTemplate read(String file, String text) {
        if (text.length() > TemplateLimits.CHARACTERS) {
            throw wrong(file, "is longer than " + TemplateLimits.CHARACTERS + " characters");
        }
        ServerTemplate template;
        try {
            JsonNode tree = json.valueToTree(yaml().load(text));
            template =
                    json.readerFor(ServerTemplate.class)
                            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                            .readValue(tree);
        } catch (IOException | YAMLException malformed) {
            throw wrong(
                    file, String.valueOf(malformed.getMessage()).lines().findFirst().orElse(""));
        }
        String flaws =
                validator.validate(template).stream()
                        .map(one -> one.getPropertyPath() + " " + one.getMessage())
                        .sorted()
                        .collect(Collectors.joining("; "));
        if (!flaws.isEmpty()) {
            throw wrong(file, flaws);
        }
        demandUsable(file, template);
        return template;
    }

    private static void demandUsable(String file, ServerTemplate template) {
        template.variables()
                .orElse(Map.of())
                .values()
                .forEach(variable -> demandPattern(file, variable.pattern()));
        for (String name : Filling.names(template.address())) {
            if (!template.variables().orElse(Map.of()).containsKey(name)) {
                throw wrong(file, "address names {" + name + "}, which is no variable");
            }
        }
        Document.of(template)
                .ifPresent(text -> {
                    if (ApiDocument.read(text) instanceof ApiDocument.Reading.Refused(String why)) {
                        throw wrong(file, "paths: " + why);
                    }
                });
        template.intents().orElse(List.of()).forEach(one -> demandExpandable(file, template, one));
    }

    /// With the examples of its parameters.
    private static void demandExpandable(String file, ServerTemplate template, Intent intent) {
        ObjectNode examples = Json.object();
        intent.parameters()
                .orElse(Map.of())
                .forEach((name, parameter) -> {
                    demandPattern(file, parameter.pattern());
                    examples.put(name, parameter.example());
                });
        if (new Expanding(template.id(), intent).of(examples)
                instanceof Expansion.Unknown(String why)) {
            throw wrong(file, why);
        }
    }

    /// Plain data only, and no name twice. What is said once may be referred to again (`&`, `*`).
    private static Yaml yaml() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(50);
        options.setCodePointLimit(TemplateLimits.CHARACTERS);
        return new Yaml(new SafeConstructor(options));
    }

    private static void demandPattern(String file, String pattern) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException malformed) {
            throw wrong(file, pattern + " is no RE2 expression: " + malformed.getDescription());
        }
    }

    private static RefusedToStart wrong(String file, String what) {
        return new RefusedToStart("the server template " + file + " " + what);
    }
}
