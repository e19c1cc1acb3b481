package dev.carnet.mcp.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.function.Function;

/// One text for every way to write the same JSON: no white space, members sorted by UTF-16 code
/// units, and the escapes of RFC 8785. Numbers are exact and not doubles as they are there: `1.10`
/// and `1.1` are one number, while 9007199254740992 and 9007199254740993 stay two.
public final class CanonicalJson {

    /// Whole numbers up to here have no exponent in ECMAScript.
    private static final int PLAIN_DIGITS = 21;

    private CanonicalJson() {}

    /// The canonical bytes.
    public static byte[] bytes(JsonNode value) {
        return Json.bytes(sorted(value, DecimalNode::valueOf));
    }

    /// SHA-256 over the canonical bytes, in lower-case hex.
    public static String sha256(JsonNode value) {
        return sha256(bytes(value));
    }

    /// SHA-256, in lower-case hex, over the text of RFC 8785, for programs of others: unlike in the
    /// canonical bytes of this service a number has the form of ECMAScript, as far as one without
    /// an exponent has it. What is below 0.000001 or from 10^21 on stays exact.
    public static String sha256ForOthers(JsonNode value) {
        try {
            // As text first: written as bytes, what is beyond 16 bits would be escaped.
            return sha256(
                    Json.MAPPER
                            .writer()
                            .with(new LowerCaseEscapes())
                            .writeValueAsString(sorted(value, CanonicalJson::plain))
                            .getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree could not be written", impossible);
        }
    }

    /// The same of bytes that are no JSON, or are taken as they are.
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static JsonNode plain(BigDecimal exact) {
        boolean whole = exact.scale() <= 0 && exact.precision() - exact.scale() <= PLAIN_DIGITS;
        return whole
                ? BigIntegerNode.valueOf(exact.toBigIntegerExact())
                : DecimalNode.valueOf(exact);
    }

    private static JsonNode sorted(JsonNode value, Function<BigDecimal, JsonNode> number) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                var members = new TreeMap<String, JsonNode>();
                value.properties()
                        .forEach(one -> members.put(one.getKey(), sorted(one.getValue(), number)));
                yield Json.object().setAll(members);
            }
            case ARRAY -> {
                var copy = Json.MAPPER.createArrayNode();
                value.forEach(one -> copy.add(sorted(one, number)));
                yield copy;
            }
            case NUMBER -> number.apply(value.decimalValue().stripTrailingZeros());
            case BINARY, BOOLEAN, MISSING, NULL, POJO, STRING -> value;
        };
    }
}
