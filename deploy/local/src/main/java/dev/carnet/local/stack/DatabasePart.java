package dev.carnet.local.stack;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.local.home.Home;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Our own PostgreSQL. After a restart it listens where it did before.
final class DatabasePart implements Part {

    private final Home home;
    private final int port;
    private volatile @Nullable EmbeddedDatabase database;

    DatabasePart(Home home, int port) {
        this.home = home;
        this.port = port;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public void start() throws IOException {
        var before = database;
        database =
                EmbeddedDatabase.start(
                        home.data(),
                        home.logs().resolve("postgres.log"),
                        before == null ? port : before.port());
    }

    /// Nothing to wait for: starting it already did.
    @Override
    public void awaitReady() {}

    @Override
    public void stop() throws IOException {
        var running = database;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public Optional<ProcessHandle> process() throws IOException {
        var running = database;
        return running == null ? Optional.empty() : running.process();
    }

    /// Where it listens, once it was started.
    DatabaseUrl url() {
        var running = database;
        if (running == null) {
            throw new IllegalStateException("PostgreSQL was not started");
        }
        return running.url();
    }
}
