package dev.carnet.mcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.limit.Limits;

/// Whether a parsed tree can be written again: no lone surrogates (I-JSON, RFC 7493 §2.1) and no
/// number that would unfold into millions of digits.
public final class Wholesome {

    private Wholesome() {}

    /// Looks at every name, text and number of the tree.
    public static boolean is(JsonNode tree) {
        return switch (tree.getNodeType()) {
            case STRING -> isPaired(tree.textValue());
            case NUMBER -> Math.abs(tree.decimalValue().scale()) <= Limits.NUMBER_CHARACTERS;
            case OBJECT ->
                    tree.properties().stream()
                            .allMatch(one -> isPaired(one.getKey()) && is(one.getValue()));
            case ARRAY -> tree.valueStream().allMatch(Wholesome::is);
            case BOOLEAN, NULL -> true;
            case BINARY, MISSING, POJO -> false;
        };
    }

    private static boolean isPaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (Character.isSurrogate(one)) {
                if (!Character.isHighSurrogate(one)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
