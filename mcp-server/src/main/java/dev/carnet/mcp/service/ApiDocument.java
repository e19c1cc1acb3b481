package dev.carnet.mcp.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.carnet.mcp.service.Operation.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;

/// An API as its OpenAPI description tells it.
///
/// @param operations in the order of the description
/// @param omitted what was left out and why, in words for an operator
public record ApiDocument(
        String title, String version, List<Operation> operations, List<String> omitted) {

    /// JSON is YAML, too.
    private static final ObjectMapper YAML = new YAMLMapper(factory());

    private static final int NAME_CHARACTERS = 64;

    /// What became of reading a description.
    public sealed interface Reading {

        /// It can be used.
        record Read(ApiDocument document) implements Reading {}

        /// It cannot.
        record Refused(String publicText) implements Reading {}
    }

    /// Reads a description, JSON or YAML.
    public static Reading read(String text) {
        if (text.length() > ServiceLimits.DOCUMENT_CHARACTERS) {
            return new Reading.Refused(
                    "The description is longer than "
                            + ServiceLimits.DOCUMENT_CHARACTERS
                            + " characters.");
        }
        try {
            return of(YAML.readTree(text));
        } catch (JsonProcessingException | StackOverflowError malformed) {
            return new Reading.Refused("The description is neither JSON nor YAML, or too nested.");
        }
    }

    private static Reading of(JsonNode document) {
        String openapi = document.path("openapi").asText("");
        if (!openapi.startsWith("3.0") && !openapi.startsWith("3.1")) {
            return new Reading.Refused("The description is not of OpenAPI 3.0 or 3.1.");
        }
        var read = new Contents(document, openapi.startsWith("3.0"));
        read.all();
        return read.operations.isEmpty()
                ? new Reading.Refused(
                        "The description has no operation that can be used. "
                                + String.join("; ", read.omitted.stream().limit(5).toList()))
                : new Reading.Read(
                        new ApiDocument(
                                document.path("info").path("title").asText("API"),
                                document.path("info").path("version").asText(""),
                                List.copyOf(read.operations.values()),
                                List.copyOf(read.omitted)));
    }

    /// The operation that is the tool of that name.
    public Optional<Operation> operation(String name) {
        return operations.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// What is found while a description is read.
    private static final class Contents {

        private final JsonNode document;
        private final References references;
        private final boolean older;
        private final Map<String, Operation> operations = new LinkedHashMap<>();
        private final List<String> omitted = new ArrayList<>();

        Contents(JsonNode document, boolean older) {
            this.document = document;
            this.references = new References(document);
            this.older = older;
        }

        void all() {
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                for (Method method : Method.values()) {
                    one(path.getKey(), method, path.getValue());
                }
            }
        }

        private void one(String path, Method method, JsonNode given) {
            String where = method + " " + path;
            try {
                JsonNode item = references.follow(given);
                JsonNode operation = item.path(method.name().toLowerCase(Locale.ROOT));
                if (operation.isObject()) {
                    add(path, method, item, operation);
                }
            } catch (Unusable unusable) {
                omitted.add(where + ": " + unusable.publicText());
            }
        }

        private void add(String path, Method method, JsonNode item, JsonNode operation)
                throws Unusable {
            if (operations.size() >= ServiceLimits.OPERATIONS) {
                throw new Unusable("there are more than " + ServiceLimits.OPERATIONS);
            }
            if (!path.startsWith("/")) {
                throw new Unusable("its path does not begin with a slash");
            }
            String name = name(path, method, operation);
            if (operations.containsKey(name)) {
                throw new Unusable("another operation has the name " + name);
            }
            operations.put(
                    name,
                    new OperationReader(references, older)
                            .read(name, method, path, item, operation));
        }

        private static String name(String path, Method method, JsonNode operation) {
            String said = operation.path("operationId").asText(method + " " + path);
            String plain = said.replaceAll("[^A-Za-z0-9_-]+", "_").replaceAll("^_+|_+$", "");
            String lower = operation.has("operationId") ? plain : plain.toLowerCase(Locale.ROOT);
            return lower.length() > NAME_CHARACTERS ? lower.substring(0, NAME_CHARACTERS) : lower;
        }
    }

    private static YAMLFactory factory() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(20);
        options.setNestingDepthLimit(ServiceLimits.DEPTH);
        options.setCodePointLimit(ServiceLimits.DOCUMENT_CHARACTERS);
        var factory = YAMLFactory.builder().loaderOptions(options).build();
        factory.setStreamReadConstraints(
                StreamReadConstraints.builder()
                        .maxNestingDepth(ServiceLimits.DEPTH)
                        .maxDocumentLength(4L * ServiceLimits.DOCUMENT_CHARACTERS)
                        .build());
        return factory;
    }
}
