package dev.carnet.local.stack;

import dev.carnet.database.Folders;
import dev.carnet.database.ProcessMark;
import dev.carnet.local.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Services that outlived their launcher. A file per started process holds its pid and start time;
/// only a process with both is stopped.
final class Orphans {

    private Orphans() {}

    /// Writes down a process that was just started.
    static void remember(Home home, String name, ProcessHandle process) throws IOException {
        var mark = ProcessMark.of(process);
        if (mark.isPresent()) {
            Folders.writePrivate(
                    home.run().resolve(name), mark.get().pid() + " " + mark.get().start() + "\n");
        }
    }

    /// Crosses out a process that was stopped.
    static void forget(Home home, String name) throws IOException {
        Files.deleteIfExists(home.run().resolve(name));
    }

    /// Stops what an earlier launcher left running in this home, and says which.
    static List<String> stop(Home home) throws IOException {
        var stopped = new ArrayList<String>();
        for (var file : files(home)) {
            var words = Files.readString(file).strip().split(" ", 2);
            if (words.length == 2) {
                var orphan = new ProcessMark(Long.parseLong(words[0]), words[1]).process();
                if (orphan.isPresent()) {
                    Ends.stop(orphan.get());
                    stopped.add(file.getFileName() + " (process " + words[0] + ")");
                }
            }
            Files.delete(file);
        }
        return stopped;
    }

    private static List<Path> files(Home home) throws IOException {
        try (var files = Files.list(home.run())) {
            return files.sorted().toList();
        }
    }
}
