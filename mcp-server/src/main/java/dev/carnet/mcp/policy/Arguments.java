package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.NullValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The arguments of a call as values of the expression language: whole numbers of 64 bits as `int`,
/// all other numbers as `double`.
final class Arguments {

    private Arguments() {}

    /// Name → value.
    static Map<String, Object> of(ObjectNode arguments) {
        var values = new HashMap<String, Object>();
        arguments
                .properties()
                .forEach(member -> values.put(member.getKey(), value(member.getValue())));
        return values;
    }

    /// Whether there is more in it than that many characters, counting every value as one more.
    static boolean largerThan(int characters, ObjectNode arguments) {
        Deque<JsonNode> waiting = new ArrayDeque<>(List.of(arguments));
        long sum = 0;
        while (!waiting.isEmpty() && sum <= characters) {
            JsonNode node = waiting.pop();
            sum += 1L + (node.isTextual() ? node.textValue().length() : 0);
            for (var member : node.properties()) {
                sum += member.getKey().length();
            }
            node.elements().forEachRemaining(waiting::push);
        }
        return sum > characters;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> of((ObjectNode) node);
            case ARRAY -> list(node);
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
        };
    }

    private static Object number(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        return node.doubleValue();
    }

    private static List<Object> list(JsonNode node) {
        var values = new ArrayList<Object>(node.size());
        node.forEach(element -> values.add(value(element)));
        return values;
    }
}
