package dev.carnet.testing;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import javax.sql.DataSource;

/// A migrated PostgreSQL with full durability in a folder of its own, gone on close.
public final class TestDatabase implements AutoCloseable {

    /// The password of both service roles.
    public static final String PASSWORD = "service-password";

    private final Path folder;
    private final EmbeddedDatabase server;

    private TestDatabase(Path folder, EmbeddedDatabase server) {
        this.folder = folder;
        this.server = server;
    }

    /// Starts and migrates one.
    public static TestDatabase start() {
        try {
            Path folder = Files.createTempDirectory("carnet-test");
            var server = EmbeddedDatabase.start(folder.resolve("data"), 0);
            Migrations.run(server.owner());
            Migrations.setPasswords(
                    server.owner(), Map.of("carnet_auth", PASSWORD, "carnet_mcp", PASSWORD));
            return new TestDatabase(folder, server);
        } catch (IOException | SQLException broken) {
            throw new IllegalStateException("no test database", broken);
        }
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    /// A source of connections as the superuser.
    public DataSource owner() {
        return server.owner();
    }

    /// Where it is, as the superuser with the password.
    public DatabaseUrl url() {
        return server.url();
    }

    @Override
    public void close() {
        try (var files = Files.walk(folder)) {
            server.close();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
