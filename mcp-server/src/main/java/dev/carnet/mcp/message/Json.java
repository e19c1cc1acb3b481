package dev.carnet.mcp.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import java.util.Map;
import java.util.TreeMap;

/// The one JSON mapper of this service: bounded, strict about duplicate names, and exact about
/// numbers (`1.10` stays `1.10`).
public final class Json {

    /// Reads and writes trees.
    public static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(constraints())
                                    .build())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    /// A new object.
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A tree from text that this service or its operator wrote.
    public static ObjectNode parse(String trusted) {
        try {
            return (ObjectNode) MAPPER.readTree(trusted);
        } catch (java.io.IOException broken) {
            throw new IllegalArgumentException("not a JSON object", broken);
        }
    }

    /// The bytes of a tree.
    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (java.io.IOException impossible) {
            throw new IllegalStateException("a tree could not be written", impossible);
        }
    }

    /// The same value with its members in order, so that whoever writes it in another order says
    /// the same.
    public static JsonNode sorted(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                var members = new TreeMap<String, JsonNode>();
                value.properties()
                        .forEach(one -> members.put(one.getKey(), sorted(one.getValue())));
                yield object().setAll(members);
            }
            case ARRAY -> {
                var copy = MAPPER.createArrayNode();
                value.forEach(one -> copy.add(sorted(one)));
                yield copy;
            }
            case MISSING -> object();
            case BINARY, BOOLEAN, NULL, NUMBER, POJO, STRING -> value;
        };
    }

    /// Whether an object has that name in other letters of upper or lower case, too or instead:
    /// headers are read so, and the bodies of many services.
    public static boolean hasAlike(JsonNode object, String name) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .anyMatch(one -> one.equalsIgnoreCase(name) && !one.equals(name));
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(Limits.JSON_DEPTH)
                .maxNumberLength(Limits.NUMBER_CHARACTERS)
                .maxNameLength(Limits.NAME_CHARACTERS)
                .maxStringLength(Limits.BODY_BYTES)
                .maxDocumentLength(Limits.BODY_BYTES)
                .build();
    }
}
