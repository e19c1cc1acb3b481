package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Where two JSON Schemas differ, and whether the later one takes more or less. It reads keywords
/// and proves nothing: two steps may undo each other, and what it cannot tell is `OTHER`.
final class SchemaDifference {

    private static final Set<String> NAMED_SCHEMAS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");
    private static final Set<String> LISTED_SCHEMAS =
            Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> SUBSCHEMAS =
            Set.of("items", "contains", "propertyNames", "then", "else", "contentSchema");
    private static final Set<String> TURNED = Set.of("not", "if");
    private static final Set<String> OPEN_IF_ABSENT =
            Set.of("additionalProperties", "unevaluatedProperties", "unevaluatedItems");

    private SchemaDifference() {}

    static List<Step> between(String pointer, JsonNode before, JsonNode after) {
        if (!before.isObject() || !after.isObject()) {
            return whole(pointer, before, after);
        }
        var steps = new ArrayList<Step>();
        for (String keyword : Difference.members(before, after)) {
            String place = Pointers.at(pointer, keyword);
            steps.addAll(keyword(place, keyword, before.path(keyword), after.path(keyword)));
        }
        return steps;
    }

    private static List<Step> keyword(
            String pointer, String keyword, JsonNode before, JsonNode after) {
        if (NAMED_SCHEMAS.contains(keyword)) {
            return named(pointer, keyword, before, after);
        }
        if (LISTED_SCHEMAS.contains(keyword)) {
            return listed(pointer, before, after);
        }
        if (SUBSCHEMAS.contains(keyword)) {
            return between(pointer, before, after);
        }
        if (TURNED.contains(keyword)) {
            return between(pointer, before, after).stream().map(Step::inverted).toList();
        }
        if (OPEN_IF_ABSENT.contains(keyword)) {
            return between(pointer, orTrue(before), orTrue(after));
        }
        return keyword.equals("required") || keyword.equals("enum") || keyword.equals("type")
                ? set(pointer, keyword, before, after)
                : Values.differ(pointer, Keywords.effect(keyword, before, after), before, after);
    }

    /// Schemas by name. A property that comes is something more to say; one that goes, less.
    private static List<Step> named(
            String pointer, String keyword, JsonNode before, JsonNode after) {
        var steps = new ArrayList<Step>();
        boolean parameters = keyword.equals("properties");
        for (String name : Difference.members(before, after)) {
            String place = Pointers.at(pointer, name);
            if (before.has(name) && after.has(name)) {
                steps.addAll(between(place, before.path(name), after.path(name)));
            } else {
                Effect effect = before.has(name) ? Effect.NARROWED : Effect.WIDENED;
                steps.addAll(
                        Values.differ(
                                place,
                                parameters ? effect : Effect.OTHER,
                                before.path(name),
                                after.path(name)));
            }
        }
        return steps;
    }

    private static List<Step> listed(String pointer, JsonNode before, JsonNode after) {
        if (before.size() != after.size()) {
            return Values.differ(pointer, Effect.OTHER, before, after);
        }
        var steps = new ArrayList<Step>();
        for (int i = 0; i < before.size(); i++) {
            steps.addAll(between(Pointers.at(pointer, i), before.path(i), after.path(i)));
        }
        return steps;
    }

    /// Keywords that are sets: of values that are taken, or of names that must be there.
    private static List<Step> set(String pointer, String keyword, JsonNode before, JsonNode after) {
        Set<String> then = elements(before);
        Set<String> now = elements(after);
        if (then.equals(now)) {
            return List.of();
        }
        boolean demands = keyword.equals("required");
        Effect effect =
                demands
                        ? grown(now, then)
                        : before.isMissingNode()
                                ? Effect.NARROWED
                                : after.isMissingNode() ? Effect.WIDENED : grown(then, now);
        return Values.differ(pointer, effect, before, after);
    }

    private static Effect grown(Set<String> then, Set<String> now) {
        return now.containsAll(then)
                ? Effect.WIDENED
                : then.containsAll(now) ? Effect.NARROWED : Effect.OTHER;
    }

    private static Set<String> elements(JsonNode value) {
        var elements = new TreeSet<String>();
        if (value.isArray()) {
            value.forEach(one -> elements.add(one.toString()));
        } else if (!value.isMissingNode()) {
            elements.add(value.toString());
        }
        return elements;
    }

    /// `true` takes everything and `false` nothing; beside a real schema, `true` takes more.
    private static List<Step> whole(String pointer, JsonNode before, JsonNode after) {
        boolean opened = isOpen(after) || (before.isBoolean() && !before.booleanValue());
        boolean closed = isOpen(before) || (after.isBoolean() && !after.booleanValue());
        Effect effect = opened == closed ? Effect.OTHER : opened ? Effect.WIDENED : Effect.NARROWED;
        return Values.differ(pointer, effect, before, after);
    }

    private static boolean isOpen(JsonNode schema) {
        return schema.isMissingNode() || (schema.isBoolean() && schema.booleanValue());
    }

    private static JsonNode orTrue(JsonNode schema) {
        return schema.isMissingNode() ? BooleanNode.TRUE : schema;
    }
}
