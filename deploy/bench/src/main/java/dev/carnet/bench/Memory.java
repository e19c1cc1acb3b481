package dev.carnet.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// The resident memory of a process, as `ps` reports it on Linux and macOS.
final class Memory {

    private static final long KIBIBYTE = 1024;

    private Memory() {}

    /// In bytes; empty when the process is gone or cannot be asked.
    static OptionalLong resident(long pid) {
        try {
            Process ps =
                    new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                            .redirectErrorStream(true)
                            .start();
            String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return text.isBlank()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(text.strip()) * KIBIBYTE);
        } catch (IOException | NumberFormatException unavailable) {
            return OptionalLong.empty();
        }
    }
}
