package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.CanonicalJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Compares values whose place says what a change of them means.
final class Values {

    private Values() {}

    /// One step if they differ, none otherwise; a missing node is no value.
    static List<Step> differ(String pointer, Effect effect, JsonNode before, JsonNode after) {
        return same(before, after)
                ? List.of()
                : List.of(new Step(pointer, effect, value(before), value(after)));
    }

    /// A step for every leaf that differs.
    static List<Step> deep(String pointer, Effect effect, JsonNode before, JsonNode after) {
        if (!before.isObject() || !after.isObject()) {
            return differ(pointer, effect, before, after);
        }
        var steps = new ArrayList<Step>();
        for (String name : Difference.members(before, after)) {
            steps.addAll(
                    deep(Pointers.at(pointer, name), effect, before.path(name), after.path(name)));
        }
        return steps;
    }

    /// Whether they say the same, however they are written.
    static boolean same(JsonNode one, JsonNode other) {
        if (one.isMissingNode() || other.isMissingNode()) {
            return one.isMissingNode() && other.isMissingNode();
        }
        return Arrays.equals(CanonicalJson.bytes(one), CanonicalJson.bytes(other));
    }

    private static Optional<JsonNode> value(JsonNode node) {
        return Optional.of(node).filter(present -> !present.isMissingNode());
    }
}
