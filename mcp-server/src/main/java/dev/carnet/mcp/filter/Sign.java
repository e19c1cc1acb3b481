package dev.carnet.mcp.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.function.BiConsumer;

/// One thing to look for.
///
/// @param kind its name
/// @param hints texts of which one is in everything the pattern finds; looking for them first makes
///   most texts cheap
/// @param pattern matched in linear time
record Sign(String kind, List<String> hints, Pattern pattern) {

    static Sign of(String kind, String pattern, String... hints) {
        return new Sign(kind, List.of(hints), Pattern.compile(pattern));
    }

    /// Tells of every place in the text.
    void find(String text, BiConsumer<Integer, Integer> found) {
        if (hints.stream().anyMatch(text::contains)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                found.accept(matcher.start(), matcher.end());
            }
        }
    }
}
