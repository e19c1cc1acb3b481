package dev.carnet.mcp.edge;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a client says it takes.
///
/// @param json one JSON object
/// @param stream an event stream
record Accepts(boolean json, boolean stream) {

    /// Reads `Accept`; without one everything is taken (RFC 9110 §12.5.1).
    static Accepts of(List<String> headers) {
        List<String> types =
                headers.stream()
                        .flatMap(header -> Stream.of(header.split(",", -1)))
                        .map(Accepts::type)
                        .toList();
        boolean anything = types.isEmpty() || types.contains("*/*");
        return new Accepts(
                anything || types.contains("application/json") || types.contains("application/*"),
                anything || types.contains("text/event-stream") || types.contains("text/*"));
    }

    /// The media type without its parameters.
    private static String type(String one) {
        int parameters = one.indexOf(';');
        String type = parameters < 0 ? one : one.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }
}
