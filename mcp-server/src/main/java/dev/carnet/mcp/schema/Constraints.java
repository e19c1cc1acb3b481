package dev.carnet.mcp.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.token.Constraint;
import java.util.ArrayList;
import java.util.List;

/// Whether what somebody demands of a call holds: a passport of its arguments, the terms of an HTTP
/// service of the request that is sent.
///
/// A path leads through names, and through lists by a place in them; without a place every element
/// must hold. Texts, numbers and booleans are compared by their text. Nothing else holds: neither
/// what has parts, nor null, nor an empty list, nor a text where parts were thought of (a body that
/// the caller wrote as JSON), nor a name that is there in other letters of upper or lower case,
/// which might be read in its place. What is not there holds where it is optional.
public final class Constraints {

    /// Stands for what holds to nothing.
    private static final JsonNode AMISS = JsonNodeFactory.instance.objectNode();

    private static final int PLACE_DIGITS = 5;

    private Constraints() {}

    /// Whether that holds of that JSON.
    public static boolean holds(Constraint constraint, JsonNode root) {
        var found = new ArrayList<JsonNode>();
        collect(root, List.of(constraint.path().split("\\.", -1)), found);
        return found.isEmpty()
                ? constraint.optional()
                : found.stream().allMatch(part -> fits(constraint, part));
    }

    private static void collect(JsonNode at, List<String> path, List<JsonNode> into) {
        if (at.isArray()) {
            list(at, path, into);
        } else if (path.isEmpty()) {
            into.add(at);
        } else if (Json.hasAlike(at, path.getFirst())) {
            into.add(AMISS);
        } else if (at.has(path.getFirst())) {
            collect(at.get(path.getFirst()), rest(path), into);
        } else if (at.isValueNode() && !at.isNull()) {
            into.add(AMISS);
        }
    }

    private static void list(JsonNode list, List<String> path, List<JsonNode> into) {
        if (path.isEmpty() || !isPlace(path.getFirst())) {
            elements(list, path, into);
            return;
        }
        int place = Integer.parseInt(path.getFirst());
        if (list.has(place)) {
            collect(list.get(place), rest(path), into);
        }
    }

    /// A list that is there and empty is a part of its own; an element without the part is amiss.
    private static void elements(JsonNode list, List<String> path, List<JsonNode> into) {
        if (list.isEmpty()) {
            into.add(AMISS);
        }
        list.forEach(element -> {
            int before = into.size();
            collect(element, path, into);
            if (into.size() == before) {
                into.add(AMISS);
            }
        });
    }

    private static boolean fits(Constraint constraint, JsonNode part) {
        return part.isValueNode() && !part.isNull() && fits(constraint, part.asText());
    }

    private static boolean fits(Constraint constraint, String text) {
        return switch (constraint.op()) {
            case EQ, IN -> constraint.values().contains(text);
            case STARTS_WITH -> text.startsWith(constraint.values().getFirst());
            case MATCHES -> Expressions.fits(constraint.values().getFirst(), text);
        };
    }

    private static boolean isPlace(String step) {
        return !step.isEmpty()
                && step.length() <= PLACE_DIGITS
                && step.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    private static List<String> rest(List<String> path) {
        return path.subList(1, path.size());
    }
}
