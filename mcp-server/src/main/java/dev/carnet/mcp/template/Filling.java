package dev.carnet.mcp.template;

import com.google.re2j.Pattern;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Values in place of `{name}`. A value is only ever that: it is encoded where it stands in a path,
/// and quoted where it stands in a regular expression.
///
/// @param values of each name
record Filling(Map<String, List<String>> values) {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9_]*)\\}");

    /// How a value is written where it stands.
    enum Manner {
        PLAIN,
        /// In a path: everything but what a path may hold, and the slashes, is percent-encoded.
        PATH,
        /// In a regular expression, where several values are alternatives.
        PATTERN
    }

    /// The names that a text has places for.
    static List<String> names(String text) {
        var names = new ArrayList<String>();
        var matcher = PLACE.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /// The texts that one comes to: as many as there are values.
    List<String> texts(String text, Manner manner) {
        List<String> texts = List.of(text);
        for (String name : names(text)) {
            List<String> next = new ArrayList<>();
            for (String one : texts) {
                for (String value : written(values.getOrDefault(name, List.of()), manner)) {
                    next.add(one.replace("{" + name + "}", value));
                }
            }
            texts = next;
        }
        return texts;
    }

    private static List<String> written(List<String> values, Manner manner) {
        return switch (manner) {
            case PLAIN -> values;
            case PATH -> values.stream().map(Filling::encoded).toList();
            case PATTERN ->
                    List.of(
                            values.stream()
                                    .map(Filling::encoded)
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining("|", "(?:", ")")));
        };
    }

    private static String encoded(String value) {
        return Arrays.stream(value.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}
