package dev.carnet.mcp.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One schema, read once and used for every value. Safe to share between threads.
public final class SchemaCheck {

    /// More than this nobody reads.
    private static final int MOST_PROBLEMS = 5;

    private final Schema schema;

    private SchemaCheck(Schema schema) {
        this.schema = schema;
    }

    /// Reads the schema.
    ///
    /// @throws RuntimeException if it is not a schema, refers to something outside itself, or has a
    ///   pattern that does not match in linear time
    public static SchemaCheck of(ObjectNode schema) {
        Schema read = registry().getSchema(schema);
        read.initializeValidators();
        return new SchemaCheck(read);
    }

    /// What is wrong with the value: one line each, beginning with the JSON Pointer of the field
    /// (`/ttl_seconds: must have a maximum value of 3600`). Empty means that it fits.
    public List<String> problems(JsonNode value) {
        return schema.validate(value).stream()
                .flatMap(SchemaCheck::line)
                .distinct()
                .limit(MOST_PROBLEMS)
                .toList();
    }

    private static Stream<String> line(Error error) {
        String place = error.getInstanceLocation().toString();
        String property = error.getProperty();
        return switch (error.getKeyword()) {
            case "required" -> Stream.of(place + "/" + property + ": is required");
            case "additionalProperties", "unevaluatedProperties" ->
                    Stream.of(place + "/" + property + ": is not a known field");
            default -> Stream.of((place.isEmpty() ? "/" : place) + ": " + error.getMessage());
        };
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                registry ->
                        registry.schemaLoader(loader -> loader.fetchRemoteResources(false))
                                .schemaRegistryConfig(
                                        SchemaRegistryConfig.builder()
                                                .locale(Locale.ENGLISH)
                                                .regularExpressionFactory(LinearPattern::of)
                                                .build()));
    }
}
