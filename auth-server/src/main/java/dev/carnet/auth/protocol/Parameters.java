package dev.carnet.auth.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parameters of one request, decoded strictly. A parameter without a value counts as omitted
/// (RFC 6749 §3.1); whether one came twice is asked with `repeated`.
public record Parameters(Map<String, List<String>> values) {

    /// Decodes `application/x-www-form-urlencoded` text: a query or a body.
    public static Parameters parse(String encoded) {
        if (encoded.length() > Limits.PARAMETERS_CHARACTERS) {
            throw Refusal.invalidRequest("The request is too long.");
        }
        var values = new LinkedHashMap<String, List<String>>();
        if (!encoded.isEmpty()) {
            String[] pairs = encoded.split("&", Limits.PARAMETERS + 1);
            if (pairs.length > Limits.PARAMETERS) {
                throw Refusal.invalidRequest("There are too many parameters.");
            }
            for (String pair : pairs) {
                put(values, pair);
            }
        }
        return new Parameters(values);
    }

    private static void put(Map<String, List<String>> values, String pair) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        values.computeIfAbsent(name, fresh -> new ArrayList<>()).add(value);
    }

    /// Undoes form encoding (RFC 6749 appendix B); bad escapes, bad UTF-8 and NUL are refused.
    public static String decode(String encoded) {
        var bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.put(octet(encoded, i));
                i += 2;
            } else if (c > ' ' && c < 0x7f) {
                bytes.put((byte) (c == '+' ? ' ' : c));
            } else {
                throw Refusal.invalidRequest("A parameter is not form-encoded.");
            }
        }
        return text(bytes.flip());
    }

    private static byte octet(String encoded, int percent) {
        if (percent + 2 >= encoded.length()) {
            throw Refusal.invalidRequest("A percent escape is cut off.");
        }
        int high = Character.digit(encoded.charAt(percent + 1), 16);
        int low = Character.digit(encoded.charAt(percent + 2), 16);
        if (high < 0 || low < 0 || high + low == 0) {
            throw Refusal.invalidRequest("A percent escape is not valid.");
        }
        return (byte) (high << 4 | low);
    }

    private static String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException broken) {
            throw Refusal.invalidRequest("A parameter is not UTF-8.");
        }
    }

    /// The value, if the parameter is there with one; the first, should it be there twice.
    public Optional<String> one(String name) {
        return all(name).stream().findFirst();
    }

    /// The value of a parameter that must be there.
    public String required(String name) {
        return one(name)
                .orElseThrow(
                        () -> Refusal.invalidRequest("The parameter " + name + " is missing."));
    }

    /// Every value with something in it.
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /// Whether the parameter was sent more than once, with or without values.
    public boolean repeated(String name) {
        return values.getOrDefault(name, List.of()).size() > 1;
    }

    /// Refuses any parameter that was sent more than once (RFC 6749 §3.1), except `resource`, which
    /// RFC 8707 §2 lets be repeated and `Resources` judges.
    public Parameters eachOnce() {
        if (values.keySet().stream().anyMatch(name -> repeated(name) && !name.equals("resource"))) {
            throw Refusal.invalidRequest("A parameter was sent more than once.");
        }
        return this;
    }
}
