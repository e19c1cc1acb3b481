package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Where two definitions of the same thing differ, step by step.
public record Difference(List<Step> steps) {

    private static final Set<String> WORDS = Set.of("title", "description");
    private static final Set<String> SCHEMAS = Set.of("inputSchema", "outputSchema");

    /// What changed on the way from one to the other.
    public static Difference between(ObjectNode before, ObjectNode after) {
        var steps = new ArrayList<Step>();
        for (String member : members(before, after)) {
            steps.addAll(member(member, before.path(member), after.path(member)));
        }
        return new Difference(List.copyOf(steps));
    }

    /// For the API: a list of what {@link Step#json} says.
    public ArrayNode json() {
        var json = Json.MAPPER.createArrayNode();
        steps.forEach(step -> json.add(step.json()));
        return json;
    }

    private static List<Step> member(String member, JsonNode before, JsonNode after) {
        String pointer = Pointers.at("", member);
        if (SCHEMAS.contains(member) && before.isObject() && after.isObject()) {
            return SchemaDifference.between(pointer, before, after);
        }
        if (WORDS.contains(member)) {
            return Values.differ(pointer, Effect.REWORDED, before, after);
        }
        if (member.equals("annotations")) {
            return Values.deep(pointer, Effect.HINT, before, after);
        }
        // What a prompt's arguments are called and described as is read by models, too.
        Effect effect = member.equals("arguments") ? Effect.REWORDED : Effect.OTHER;
        return Values.deep(pointer, effect, before, after);
    }

    /// The names of both, in order.
    static Set<String> members(JsonNode before, JsonNode after) {
        var names = new TreeSet<String>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
