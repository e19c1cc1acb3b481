package dev.carnet.verifier;

import com.nimbusds.jose.shaded.gson.Strictness;
import com.nimbusds.jose.shaded.gson.stream.JsonReader;
import com.nimbusds.jose.shaded.gson.stream.JsonToken;
import dev.carnet.verifier.Verdict.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// The digest of a call's arguments: SHA-256 over JSON as RFC 8785 writes it. Numbers are compared
/// exactly, so those below 0.000001 and from 10^21 on are written as decimals and not as doubles.
final class Arguments {

    private static final int PLAIN_DIGITS = 21;
    private static final int DEEPEST = 64;
    private static final int NUMBER_CHARACTERS = 1000;

    private Arguments() {}

    static String sha256(String json) throws Rejected {
        try (var reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            Rejected.unless(
                    reader.peek() == JsonToken.BEGIN_OBJECT, Reason.ARGUMENTS, "no JSON object");
            String canonical = value(reader, 0);
            Rejected.unless(
                    reader.peek() == JsonToken.END_DOCUMENT, Reason.ARGUMENTS, "more than that");
            // Half a character is nothing that could be compared.
            ByteBuffer bytes =
                    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(canonical));
            return hex(bytes);
        } catch (IOException
                | IllegalStateException
                | ArithmeticException
                | NumberFormatException malformed) {
            throw new Rejected(Reason.ARGUMENTS, "the arguments are no JSON");
        }
    }

    /// The digest of a body as it is.
    static String sha256(byte[] body) {
        return hex(ByteBuffer.wrap(body));
    }

    private static String hex(ByteBuffer bytes) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static String value(JsonReader reader, int depth) throws IOException, Rejected {
        Rejected.unless(depth < DEEPEST, Reason.ARGUMENTS, "nested too deeply");
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(reader, depth);
            case BEGIN_ARRAY -> array(reader, depth);
            case STRING -> quoted(reader.nextString());
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> Boolean.toString(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield "null";
            }
            case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT ->
                    throw new IllegalStateException("no value");
        };
    }

    private static String object(JsonReader reader, int depth) throws IOException, Rejected {
        Map<String, String> members = new TreeMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            boolean fresh = members.put(name, value(reader, depth + 1)) == null;
            Rejected.unless(fresh, Reason.ARGUMENTS, "a member twice");
        }
        reader.endObject();
        var text = new StringJoiner(",", "{", "}");
        members.forEach((name, value) -> text.add(quoted(name) + ":" + value));
        return text.toString();
    }

    private static String array(JsonReader reader, int depth) throws IOException, Rejected {
        var text = new StringJoiner(",", "[", "]");
        reader.beginArray();
        while (reader.hasNext()) {
            text.add(value(reader, depth + 1));
        }
        reader.endArray();
        return text.toString();
    }

    private static String number(String written) {
        if (written.length() > NUMBER_CHARACTERS) {
            throw new NumberFormatException("too long");
        }
        BigDecimal exact = new BigDecimal(written).stripTrailingZeros();
        long digits = (long) exact.precision() - exact.scale();
        boolean whole = exact.scale() <= 0 && digits <= PLAIN_DIGITS;
        return whole ? exact.toBigIntegerExact().toString() : exact.toString();
    }

    /// RFC 8785 §3.2.2.2.
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            switch (one) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\t' -> quoted.append("\\t");
                case '\n' -> quoted.append("\\n");
                case '\f' -> quoted.append("\\f");
                case '\r' -> quoted.append("\\r");
                default -> {
                    if (one < ' ') {
                        quoted.append("\\u%04x".formatted((int) one));
                    } else {
                        quoted.append(one);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
