package dev.carnet.auth.authorize;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Small changes to a raw query that leave the rest byte for byte as it was.
final class Query {

    private Query() {}

    /// The query without that parameter.
    static String without(String query, String name) {
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.equals(name) && !pair.startsWith(name + "="))
                .collect(Collectors.joining("&"));
    }

    /// The query with that parameter and no other of its name.
    static String with(String query, String name, String value) {
        return without(query, name) + "&" + pair(name, value);
    }

    /// One encoded parameter.
    static String pair(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
