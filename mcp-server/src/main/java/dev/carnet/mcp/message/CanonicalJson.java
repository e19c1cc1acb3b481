package dev.carnet.mcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/// One text for every way to write the same JSON: no white space, members sorted by UTF-16 code
/// units, and the escapes of RFC 8785. Numbers are exact and not doubles as they are there: `1.10`
/// and `1.1` are one number, while 9007199254740992 and 9007199254740993 stay two.
public final class CanonicalJson {

    private CanonicalJson() {}

    /// The canonical bytes.
    public static byte[] bytes(JsonNode value) {
        return Json.bytes(sorted(value));
    }

    /// SHA-256 over the canonical bytes, in lower-case hex.
    public static String sha256(JsonNode value) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes(value));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static JsonNode sorted(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                var members = new TreeMap<String, JsonNode>();
                value.properties()
                        .forEach(one -> members.put(one.getKey(), sorted(one.getValue())));
                yield Json.object().setAll(members);
            }
            case ARRAY -> {
                var copy = Json.MAPPER.createArrayNode();
                value.forEach(one -> copy.add(sorted(one)));
                yield copy;
            }
            case NUMBER -> DecimalNode.valueOf(value.decimalValue().stripTrailingZeros());
            case BINARY, BOOLEAN, MISSING, NULL, POJO, STRING -> value;
        };
    }
}
