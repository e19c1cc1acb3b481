package dev.carnet.mcp.caller;

import java.util.Optional;
import java.util.regex.Pattern;

/// `traceparent` (W3C Trace Context §3.2).
public final class Trace {

    private static final Pattern FORM =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private Trace() {}

    /// The text, if it is a valid one.
    public static Optional<String> valid(String text) {
        return Optional.of(text).filter(one -> FORM.matcher(one).matches());
    }
}
