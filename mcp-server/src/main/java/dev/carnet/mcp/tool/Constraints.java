package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.schema.Expressions;
import dev.carnet.shared.token.Constraint;

/// Whether what a passport demands of arguments holds.
public final class Constraints {

    private Constraints() {}

    /// Whether that holds of that JSON. Texts, numbers and booleans are compared by their text; a
    /// place where there is nothing, or something with parts, holds nothing; nor does one whose
    /// name is there in other letters of upper or lower case, which might be read in its place.
    public static boolean holds(Constraint constraint, JsonNode root) {
        if (isAmbiguous(root, constraint.path())) {
            return false;
        }
        JsonNode value = at(root, constraint.path());
        if (value.isMissingNode()) {
            return constraint.optional() && isAbsent(root, constraint.path());
        }
        return value.isValueNode() && !value.isNull() && fits(constraint, value.asText());
    }

    private static boolean fits(Constraint constraint, String text) {
        return switch (constraint.op()) {
            case EQ, IN -> constraint.values().contains(text);
            case STARTS_WITH -> text.startsWith(constraint.values().getFirst());
            case MATCHES -> Expressions.fits(constraint.values().getFirst(), text);
        };
    }

    private static boolean isAmbiguous(JsonNode root, String path) {
        JsonNode place = root;
        for (String step : path.split("\\.", -1)) {
            if (Json.hasAlike(place, step)) {
                return true;
            }
            place = place.isArray() ? place.path(index(step)) : place.path(step);
        }
        return false;
    }

    /// Whether nothing on the way there could hide what is missing: a text that a service parses,
    /// or a list where an object was thought of.
    private static boolean isAbsent(JsonNode root, String path) {
        JsonNode place = root;
        for (String step : path.split("\\.", -1)) {
            if (place.isArray() ? index(step) < 0 : !place.isObject()) {
                return place.isMissingNode() || place.isNull();
            }
            place = place.isArray() ? place.path(index(step)) : place.path(step);
        }
        return true;
    }

    private static JsonNode at(JsonNode root, String path) {
        JsonNode place = root;
        for (String step : path.split("\\.", -1)) {
            place = place.isArray() ? place.path(index(step)) : place.path(step);
        }
        return place;
    }

    private static int index(String step) {
        boolean number =
                !step.isEmpty() && step.length() < 6 && step.chars().allMatch(Character::isDigit);
        return number ? Integer.parseInt(step) : -1;
    }
}
