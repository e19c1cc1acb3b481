package dev.carnet.testing;

import dev.carnet.database.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// PostgreSQL is killed (SIGKILL) under the service that is tested, and comes back on its data when
/// this is closed.
public final class DatabaseOutage implements AutoCloseable {

    private final Path data;
    private final int port;

    private DatabaseOutage(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /// Kills the server of that world.
    public static DatabaseOutage begin(World world) {
        var data = Path.of((String) world.read("SHOW data_directory"));
        int port = Integer.parseInt((String) world.read("SHOW port"));
        try {
            var pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            server.destroyForcibly();
            server.onExit().join();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new DatabaseOutage(data, port);
    }

    @Override
    public void close() {
        try {
            EmbeddedDatabase.start(data, port);
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        }
    }
}
