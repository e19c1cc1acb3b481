package dev.carnet.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Keeps the logs of the parts within bounds. Whoever writes one has it open for appending and is
/// not asked: what it holds moves into `NAME.log.1` and it is emptied, so that the next line begins
/// it anew. A line that is written in between may be lost; the audit log is elsewhere.
final class LogFiles {

    /// A log and its predecessor hold so much each.
    static final long MOST_BYTES = 16L << 20;

    private static final long EVERY_NANOS = 10_000_000_000L;

    private final Path folder;
    private final long mostBytes;
    private long lookedAt = System.nanoTime();

    LogFiles(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    /// Looks after them, if the last time was a while ago.
    void look() throws IOException {
        if (System.nanoTime() - lookedAt > EVERY_NANOS) {
            trim();
            lookedAt = System.nanoTime();
        }
    }

    /// Empties every log that has grown too long.
    void trim() throws IOException {
        for (Path log : logs()) {
            if (Files.size(log) > mostBytes) {
                Path before = log.resolveSibling(log.getFileName() + ".1");
                Files.copy(log, before, StandardCopyOption.REPLACE_EXISTING);
                try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    channel.truncate(0);
                }
            }
        }
    }

    private List<Path> logs() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }
}
