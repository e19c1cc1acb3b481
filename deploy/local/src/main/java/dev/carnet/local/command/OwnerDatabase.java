package dev.carnet.local.command;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.local.home.Description;
import dev.carnet.local.home.Home;
import dev.carnet.local.home.HomeInUse;
import dev.carnet.local.home.HomeLock;
import java.io.IOException;
import javax.sql.DataSource;

/// The database as its owner role: the one `CARNET_DATABASE_URL` names, else the one of the Carnet
/// that runs in the home folder, else the one that lies there, started for this command only.
record OwnerDatabase(DataSource source, Closing closing) implements AutoCloseable {

    private interface Closing {
        void close() throws IOException;
    }

    static OwnerDatabase open(Home home) throws IOException {
        var url = System.getenv("CARNET_DATABASE_URL");
        if (url != null) {
            return new OwnerDatabase(DatabaseUrl.parse(url).source(), () -> {});
        }
        try {
            return start(home, HomeLock.take(home.make()));
        } catch (HomeInUse _) {
            var running = DatabaseUrl.parse(Description.read(home).database());
            return new OwnerDatabase(running.source(), () -> {});
        }
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }

    private static OwnerDatabase start(Home home, HomeLock lock) throws IOException {
        var log = home.logs().resolve("postgres.log");
        try {
            var database = EmbeddedDatabase.start(home.data(), log, 0);
            return new OwnerDatabase(
                    database.owner(),
                    () -> {
                        database.close();
                        lock.close();
                    });
        } catch (IOException failed) {
            lock.close();
            throw failed;
        }
    }
}
