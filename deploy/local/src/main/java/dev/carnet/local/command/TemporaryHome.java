package dev.carnet.local.command;

import dev.carnet.database.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--home` for commands that start a Carnet of their own and leave nothing behind.
final class TemporaryHome {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Work in this empty folder and keep it (default: a temporary folder).")
    private @Nullable Path folder;

    /// What is done in the folder.
    interface Work<T> {
        T in(Path folder) throws IOException, InterruptedException;
    }

    /// Does it; a temporary folder is removed afterwards.
    <T> T use(Work<T> work) throws IOException, InterruptedException {
        if (folder != null) {
            return work.in(folder);
        }
        var temporary = Files.createTempDirectory("carnet-");
        try {
            return work.in(temporary);
        } finally {
            Folders.delete(temporary);
        }
    }
}
