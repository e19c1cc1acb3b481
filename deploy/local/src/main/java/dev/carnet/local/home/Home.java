package dev.carnet.local.home;

import dev.carnet.database.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where everything of one local Carnet is.
public record Home(Path folder) {

    /// The folder's own place, however it was written.
    public static Home at(Path folder) {
        return new Home(folder.toAbsolutePath().normalize());
    }

    /// Makes the folders that are missing.
    public Home make() throws IOException {
        Folders.makePrivate(folder);
        Folders.makePrivate(logs());
        Folders.makePrivate(run());
        return this;
    }

    /// The data folder of the embedded PostgreSQL.
    public Path data() {
        return folder.resolve("postgres");
    }

    /// Whether a database was made here before.
    public boolean hasData() {
        return Files.exists(data());
    }

    /// Logs of every part, JSON lines except PostgreSQL's.
    public Path logs() {
        return folder.resolve("logs");
    }

    /// Which processes were started: one file each, removed when they are stopped.
    public Path run() {
        return folder.resolve("run");
    }

    /// What runs, for people and tests: issuer, addresses, database, pids.
    public Path description() {
        return folder.resolve("carnet.json");
    }

    /// What `carnet login` got.
    public Path credentials() {
        return folder.resolve("credentials.json");
    }

    /// What `./carnet login --gateway` got, for the gateway's own API.
    public Path gatewayCredentials() {
        return folder.resolve("credentials-gateway.json");
    }

    /// Where auth-server puts the one-time link that makes the first owner.
    public Path setupLink() {
        return folder.resolve("setup-link");
    }
}
