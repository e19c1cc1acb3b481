package dev.carnet.bench.fuzz;

import java.util.List;
import java.util.Locale;

/// An answer as it came.
///
/// @param headers whole lines
record Reply(int status, List<String> headers, String body) {

    /// The value of the first header of that name; empty when there is none.
    String header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElse("");
    }
}
