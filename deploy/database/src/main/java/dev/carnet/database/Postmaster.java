package dev.carnet.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The running server of a data folder, found by the pid in `postmaster.pid`. A pid alone may long
/// belong to somebody else, so the process must also name this folder on its command line; where
/// command lines cannot be read, its start time must be the file's.
record Postmaster(ProcessHandle process) {

    // The server takes its own time a moment after the kernel does.
    private static final long LATER_SECONDS = 60;
    private static final long EARLIER_SECONDS = 2;

    /// The server that runs on this data folder, if one does.
    static Optional<Postmaster> of(Path data) throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(file);
        if (lines.size() < 3) {
            return Optional.empty();
        }
        var told = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(ProcessMark::runs)
                .filter(process -> serves(data, told, process))
                .map(Postmaster::new);
    }

    private static boolean serves(Path data, Instant told, ProcessHandle process) {
        return process.info()
                .commandLine()
                .map(line -> line.contains(data.toString()))
                .orElseGet(() -> startedAbout(process, told));
    }

    private static boolean startedAbout(ProcessHandle process, Instant told) {
        return process.info()
                .startInstant()
                .filter(start -> start.isBefore(told.plusSeconds(EARLIER_SECONDS)))
                .filter(start -> start.isAfter(told.minusSeconds(LATER_SECONDS)))
                .isPresent();
    }
}
