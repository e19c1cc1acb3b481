package dev.carnet.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;

/// A PostgreSQL of our own in a folder, with the durability settings on (the library's default is
/// all off).
public final class EmbeddedDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /// Starts PostgreSQL on that data folder, which is made when it is not there and kept on close.
    ///
    /// @param port the TCP port on loopback, or 0 for a free one
    public static EmbeddedDatabase start(Path folder, int port) throws IOException {
        return new EmbeddedDatabase(
                EmbeddedPostgres.builder()
                        .setDataDirectory(folder)
                        .setCleanDataDirectory(false)
                        .setPort(port)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start());
    }

    /// The port it listens on.
    public int port() {
        return server.getPort();
    }

    /// A connection source as the superuser.
    public DataSource owner() {
        return server.getPostgresDatabase();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
