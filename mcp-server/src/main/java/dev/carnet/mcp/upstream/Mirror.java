package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Arguments that a tool wants repeated in headers (`x-mcp-header` in its schema), and how text
/// stands in a header (Streamable HTTP, "Value Encoding").
final class Mirror {

    private static final String MARK = "x-mcp-header";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern SAFE =
            Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

    private Mirror() {}

    /// Whether every mark in the schema is one a client can follow. A tool with any other is not
    /// offered.
    static boolean isValid(JsonNode schema) {
        return isValid(schema, new HashSet<>()) && marks(schema) == followed(schema);
    }

    private static boolean isValid(JsonNode schema, Set<String> seen) {
        for (Map.Entry<String, JsonNode> one : schema.path("properties").properties()) {
            JsonNode mark = one.getValue().path(MARK);
            boolean good =
                    mark.isMissingNode()
                            || (mark.isTextual()
                                    && TOKEN.matcher(mark.textValue()).matches()
                                    && TYPES.contains(one.getValue().path("type").asText())
                                    && seen.add(mark.textValue().toLowerCase(Locale.ROOT)));
            if (!good || !isValid(one.getValue(), seen)) {
                return false;
            }
        }
        return true;
    }

    /// Marks anywhere at all: those off the path of `properties` cannot be followed.
    private static long marks(JsonNode schema) {
        long own = schema.isObject() && schema.has(MARK) ? 1 : 0;
        return own + schema.valueStream().mapToLong(Mirror::marks).sum();
    }

    private static long followed(JsonNode schema) {
        return schema.path("properties")
                .valueStream()
                .mapToLong(one -> (one.has(MARK) ? 1 : 0) + followed(one))
                .sum();
    }

    /// The headers of a call with those arguments.
    static Map<String, String> headers(ObjectNode schema, ObjectNode arguments) {
        var headers = new HashMap<String, String>();
        collect(schema, arguments, headers);
        return headers;
    }

    private static void collect(JsonNode schema, JsonNode value, Map<String, String> headers) {
        for (Map.Entry<String, JsonNode> one : schema.path("properties").properties()) {
            JsonNode argument = value.path(one.getKey());
            String mark = one.getValue().path(MARK).asText();
            if (mark.isEmpty()) {
                collect(one.getValue(), argument, headers);
            } else if (argument.isValueNode() && !argument.isNull()) {
                headers.put("Mcp-Param-" + mark, encoded(argument.asText()));
            }
        }
    }

    /// As it is if it is plain, otherwise in the base64 form; also what looks like that form.
    static String encoded(String text) {
        boolean plain =
                text.isEmpty()
                        || (SAFE.matcher(text).matches()
                                && !(text.startsWith("=?base64?") && text.endsWith("?=")));
        return plain
                ? text
                : "=?base64?"
                        + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                        + "?=";
    }
}
