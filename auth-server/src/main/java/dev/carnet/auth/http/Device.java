package dev.carnet.auth.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a program on a machine is called in lists that people read: `Firefox on Linux`. It is taken
/// from `User-Agent`, so it is a hint and no proof.
public final class Device {

    /// The first that fits wins: most browsers also name the ones they descend from.
    private static final Map<String, String> PROGRAMS =
            ordered(
                    "Edg", "Edge",
                    "OPR/", "Opera",
                    "SamsungBrowser/", "Samsung Internet",
                    "Firefox/", "Firefox",
                    "FxiOS/", "Firefox",
                    "CriOS/", "Chrome",
                    "Chrome/", "Chrome",
                    "Safari/", "Safari",
                    "curl/", "curl");

    private static final Map<String, String> SYSTEMS =
            ordered(
                    "iPhone", "iPhone",
                    "iPad", "iPad",
                    "Android", "Android",
                    "Windows", "Windows",
                    "CrOS", "ChromeOS",
                    "Mac OS X", "macOS",
                    "Linux", "Linux");

    private Device() {}

    /// The label of that `User-Agent`.
    public static String label(String userAgent) {
        String program = first(PROGRAMS, userAgent, "Unknown program");
        String system = first(SYSTEMS, userAgent, "");
        return system.isEmpty() ? program : program + " on " + system;
    }

    private static String first(Map<String, String> table, String text, String otherwise) {
        return table.entrySet().stream()
                .filter(line -> text.contains(line.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    private static Map<String, String> ordered(String... pairs) {
        var table = new LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            table.put(pairs[i], pairs[i + 1]);
        }
        return table;
    }
}
