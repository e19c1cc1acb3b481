package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// What another value of a keyword of JSON Schema (2020-12, validation §6 and §9) comes to.
final class Keywords {

    private static final Set<String> WORDS =
            Set.of("title", "description", "$comment", "examples", "default");
    private static final Set<String> UPPER =
            Set.of(
                    "maximum",
                    "exclusiveMaximum",
                    "maxLength",
                    "maxItems",
                    "maxProperties",
                    "maxContains");
    private static final Set<String> LOWER =
            Set.of(
                    "minimum",
                    "exclusiveMinimum",
                    "minLength",
                    "minItems",
                    "minProperties",
                    "minContains");
    private static final Set<String> CONSTRAINTS =
            Set.of("pattern", "format", "const", "multipleOf", "uniqueItems");

    private Keywords() {}

    static Effect effect(String keyword, JsonNode before, JsonNode after) {
        if (WORDS.contains(keyword)) {
            return Effect.REWORDED;
        }
        if (UPPER.contains(keyword) || LOWER.contains(keyword)) {
            return bound(UPPER.contains(keyword), before, after);
        }
        if (CONSTRAINTS.contains(keyword) && before.isMissingNode() != after.isMissingNode()) {
            return before.isMissingNode() ? Effect.NARROWED : Effect.WIDENED;
        }
        return Effect.OTHER;
    }

    private static Effect bound(boolean upper, JsonNode before, JsonNode after) {
        if (before.isMissingNode() || after.isMissingNode()) {
            return before.isMissingNode() ? Effect.NARROWED : Effect.WIDENED;
        }
        if (!before.isNumber() || !after.isNumber()) {
            return Effect.OTHER;
        }
        boolean grew = after.decimalValue().compareTo(before.decimalValue()) > 0;
        return grew == upper ? Effect.WIDENED : Effect.NARROWED;
    }
}
