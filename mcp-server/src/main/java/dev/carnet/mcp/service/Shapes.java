package dev.carnet.mcp.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Schemas of a description as JSON Schema 2020-12 that stands alone: what they refer to comes
/// along under `$defs`. Those of OpenAPI 3.1 are that already; those of 3.0 say a few things
/// otherwise (OpenAPI 3.0.4 §4.7.24).
final class Shapes {

    private static final Set<String> LEFT_OUT =
            Set.of("example", "xml", "discriminator", "externalDocs", "nullable", "deprecated");
    private static final String DEFINITIONS = "$defs";

    private final References references;
    private final boolean older;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final ObjectNode definitions = Json.object();

    /// @param older whether the description is of OpenAPI 3.0
    Shapes(References references, boolean older) {
        this.references = references;
        this.older = older;
    }

    /// The schema; what it refers to is among {@link #definitions}.
    JsonNode of(JsonNode schema) throws Unusable {
        return of(schema, 0);
    }

    /// Adds what the schemas refer to.
    void into(ObjectNode schema) {
        if (!definitions.isEmpty()) {
            schema.set(DEFINITIONS, definitions);
        }
    }

    private JsonNode of(JsonNode schema, int depth) throws Unusable {
        if (depth > ServiceLimits.DEPTH) {
            throw new Unusable("its schemas nest too deep");
        }
        if (schema instanceof ArrayNode array) {
            var copy = Json.MAPPER.createArrayNode();
            for (JsonNode element : array) {
                copy.add(of(element, depth + 1));
            }
            return copy;
        }
        return schema instanceof ObjectNode object ? object(object, depth) : schema;
    }

    private JsonNode object(ObjectNode schema, int depth) throws Unusable {
        var copy = Json.object();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            String name = member.getKey();
            if (name.equals("$ref") && member.getValue().isTextual()) {
                copy.put("$ref", defined(member.getValue().textValue(), depth));
            } else if (name.equals("enum") || name.equals("const") || name.equals("default")) {
                copy.set(name, member.getValue());
            } else if (name.equals("properties") && member.getValue() instanceof ObjectNode named) {
                copy.set(name, properties(named, depth));
            } else if (!LEFT_OUT.contains(name)) {
                copy.set(name, of(member.getValue(), depth + 1));
            }
        }
        return older ? translated(schema, copy) : copy;
    }

    /// Names of properties are no keywords, whatever they are.
    private ObjectNode properties(ObjectNode named, int depth) throws Unusable {
        var copy = Json.object();
        for (Map.Entry<String, JsonNode> property : named.properties()) {
            copy.set(property.getKey(), of(property.getValue(), depth + 1));
        }
        return copy;
    }

    private String defined(String reference, int depth) throws Unusable {
        String known = names.get(reference);
        if (known == null) {
            if (names.size() >= ServiceLimits.SCHEMAS) {
                throw new Unusable("it refers to too many schemas");
            }
            known = "s" + names.size();
            names.put(reference, known);
            definitions.set(known, of(references.at(reference), depth + 1));
        }
        return "#/" + DEFINITIONS + "/" + known;
    }

    private static ObjectNode translated(ObjectNode schema, ObjectNode copy) {
        bound(copy, "exclusiveMinimum", "minimum");
        bound(copy, "exclusiveMaximum", "maximum");
        if (!schema.path("nullable").asBoolean(false)) {
            return copy;
        }
        if (copy.path("type").isTextual() && !copy.has("enum")) {
            copy.putArray("type").add(schema.path("type").textValue()).add("null");
            return copy;
        }
        var either = Json.object();
        either.putArray("anyOf").add(copy).addObject().put("type", "null");
        return either;
    }

    /// In 3.0 it is a switch for the other keyword.
    private static void bound(ObjectNode copy, String exclusive, String inclusive) {
        JsonNode said = copy.path(exclusive);
        if (said.isBoolean()) {
            copy.remove(exclusive);
            if (said.booleanValue() && copy.path(inclusive).isNumber()) {
                copy.set(exclusive, copy.path(inclusive));
                copy.remove(inclusive);
            }
        }
    }
}
