package dev.carnet.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/// The form of a JSON body, as a service describes it (JSON Schema within OpenAPI 3.1).
///
/// @param root where references lead to
record Shape(JsonNode schema, JsonNode root) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 6;
    private static final int MOST_ITEMS = 3;

    /// One in so many values is another than described.
    private static final int STRAYS = 30;

    /// Makes values of shapes.
    ///
    /// @param known ids of what is there
    record Maker(SplittableRandom random, Values values, Memory known) {

        JsonNode make(Shape shape) {
            return make(shape, "", 0);
        }

        private JsonNode make(Shape shape, String name, int depth) {
            if (random.nextInt(STRAYS) == 0) {
                return stray(name);
            }
            var schema = shape.resolved().schema();
            for (String choice : List.of("anyOf", "oneOf")) {
                if (schema.has(choice)) {
                    var choices = schema.get(choice);
                    return make(shape.of(choices.get(random.nextInt(choices.size()))), name, depth);
                }
            }
            if (schema.has("const")) {
                return schema.get("const");
            }
            if (schema.has("enum")) {
                return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
            }
            return typed(shape.of(schema), type(schema), name, depth);
        }

        private JsonNode typed(Shape shape, String type, String name, int depth) {
            return switch (type) {
                case "object" -> object(shape, name, depth);
                case "array" -> array(shape, name, depth);
                case "integer" -> JSON.numberNode(random.nextInt(4) == 0 ? random.nextInt() : 60);
                case "number" -> JSON.numberNode(random.nextDouble());
                case "boolean" -> JSON.booleanNode(random.nextBoolean());
                case "null" -> JSON.nullNode();
                default -> JSON.textNode(text(shape.schema(), name));
            };
        }

        /// What has no type may be anything; objects are the most interesting of it.
        private String type(JsonNode schema) {
            var type = schema.path("type");
            if (type.isArray()) {
                return type.get(random.nextInt(8) == 0 ? type.size() - 1 : 0).asText();
            }
            return type.asText("object");
        }

        private JsonNode object(Shape shape, String name, int depth) {
            var object = JSON.objectNode();
            var required = new ArrayList<String>();
            shape.schema().path("required").forEach(one -> required.add(one.asText()));
            shape.schema()
                    .path("properties")
                    .properties()
                    .forEach(property -> {
                        boolean needed =
                                required.contains(property.getKey()) && random.nextInt(40) > 0;
                        if (needed || (depth < DEEPEST && random.nextInt(3) == 0)) {
                            var inner = shape.of(property.getValue());
                            object.set(
                                    property.getKey(), make(inner, property.getKey(), depth + 1));
                        }
                    });
            var others = shape.schema().path("additionalProperties");
            if (others.isObject() && depth < DEEPEST) {
                object.set(values.hostile(), make(shape.of(others), name, depth + 1));
            }
            return object;
        }

        private JsonNode array(Shape shape, String name, int depth) {
            var array = JSON.arrayNode();
            for (int i = random.nextInt(MOST_ITEMS); i > 0 && depth < DEEPEST; i--) {
                array.add(make(shape.of(shape.schema().path("items")), name, depth + 1));
            }
            return array;
        }

        /// A text that fits if one of those at hand does.
        private String text(JsonNode schema, String name) {
            String pattern = schema.path("pattern").asText("");
            for (int tries = 0; tries < 8; tries++) {
                String text = known.named(name, random).orElseGet(values::word);
                if (pattern.isEmpty() || Pattern.compile(pattern).matcher(text).find()) {
                    return text;
                }
            }
            return values.word();
        }

        /// Something else.
        JsonNode stray(String name) {
            return switch (random.nextInt(7)) {
                case 0 -> JSON.nullNode();
                case 1 -> JSON.numberNode(random.nextLong());
                case 2 -> JSON.objectNode().put(values.hostile(), values.hostile());
                case 3 -> JSON.arrayNode().add(values.hostile()).addNull();
                default -> JSON.textNode(values.next(known.named(name, random).orElse("x")));
            };
        }
    }

    private Shape of(JsonNode part) {
        return new Shape(part, root);
    }

    private Shape resolved() {
        String reference = schema.path("$ref").asText("");
        return reference.startsWith("#/") ? of(root.at(reference.substring(1))).resolved() : this;
    }
}
