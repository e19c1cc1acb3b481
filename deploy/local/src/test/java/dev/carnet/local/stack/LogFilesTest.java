package dev.carnet.local.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    private static final int MOST = 100;

    @TempDir Path folder;

    /// The writer of a log is a process of its own that never hears of it.
    @Test
    void a_long_log_is_emptied_under_its_writer_and_its_words_are_kept() throws Exception {
        Path log = folder.resolve("auth-server.log");
        Process writer =
                new ProcessBuilder("cat")
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        try (var words = writer.outputWriter()) {
            String first = "x".repeat(MOST + 1) + "\n";
            words.write(first);
            words.flush();
            awaitSize(log, first.length());
            new LogFiles(folder, MOST).trim();
            assertEquals(0, Files.size(log));
            assertEquals(first, Files.readString(folder.resolve("auth-server.log.1")));
            words.write("next\n");
            words.flush();
            awaitSize(log, 5);
            assertEquals("next\n", Files.readString(log));
        }
        writer.waitFor();
    }

    @Test
    void what_is_short_or_no_log_stays_as_it_is() throws IOException {
        Path shorter = Files.writeString(folder.resolve("postgres.log"), "x".repeat(MOST));
        Path other = Files.writeString(folder.resolve("carnet.json"), "x".repeat(MOST + 1));
        new LogFiles(folder, MOST).trim();
        assertEquals(MOST, Files.size(shorter));
        assertEquals(MOST + 1, Files.size(other));
        assertFalse(Files.exists(folder.resolve("postgres.log.1")));
    }

    private static void awaitSize(Path log, long size) throws IOException {
        while (Files.size(log) < size) {
            Thread.onSpinWait();
        }
    }
}
