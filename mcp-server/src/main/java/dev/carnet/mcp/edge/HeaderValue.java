package dev.carnet.mcp.edge;

import dev.carnet.mcp.limit.Limits;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The values of headers that mirror the body (Streamable HTTP, "Value Encoding").
final class HeaderValue {

    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";
    private static final Pattern SAFE = Pattern.compile("[\\x20-\\x7E\\t]*");
    private static final Pattern BASE64 =
            Pattern.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    private HeaderValue() {}

    /// The one value of that header as it stands: not when it is missing, repeated, too long or not
    /// printable.
    static Optional<String> plain(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        return values.size() == 1
                ? values.stream()
                        .map(String::strip)
                        .filter(value -> value.length() <= Limits.HEADER_CHARACTERS)
                        .filter(value -> SAFE.matcher(value).matches())
                        .findFirst()
                : Optional.empty();
    }

    /// The same, decoded if it is in the base64 form.
    static Optional<String> decoded(MultiMap headers, String name) {
        return plain(headers, name).flatMap(HeaderValue::decode);
    }

    private static Optional<String> decode(String value) {
        int length = value.length() - PREFIX.length() - SUFFIX.length();
        if (length < 0 || !value.startsWith(PREFIX) || !value.endsWith(SUFFIX)) {
            return Optional.of(value);
        }
        String encoded = value.substring(PREFIX.length(), PREFIX.length() + length);
        return BASE64.matcher(encoded).matches()
                ? utf8(Base64.getDecoder().decode(encoded))
                : Optional.empty();
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
