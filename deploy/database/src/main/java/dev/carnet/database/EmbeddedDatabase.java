package dev.carnet.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/// A PostgreSQL of our own in a folder: full durability, passwords (never `trust`), loopback only.
/// The server is a process group of its own, so that Ctrl-C reaches its users first; a server that
/// an earlier run left behind on the same folder is stopped before this one starts.
public final class EmbeddedDatabase implements AutoCloseable {

    private static final String USER = "postgres";
    private static final int PASSWORD_BYTES = 20;
    private static final int STARTS = 20;
    private static final long BETWEEN_STARTS_MILLIS = 500;

    private final Cluster cluster;
    private final DatabaseUrl url;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedDatabase(Cluster cluster, DatabaseUrl url) {
        this.cluster = cluster;
        this.url = url;
    }

    /// Starts PostgreSQL on that data folder, which is made when it is not there and kept on close.
    /// Stops with this process at the latest. Password and log stand beside the folder.
    ///
    /// @param port the TCP port on loopback, or 0 for a free one
    public static EmbeddedDatabase start(Path folder, int port) throws IOException {
        var database = start(folder, folder.resolveSibling(folder.getFileName() + ".log"), port);
        Runtime.getRuntime().addShutdownHook(new Thread(database::closeQuietly));
        return database;
    }

    /// The same with a log file of one's own, and without stopping by itself.
    public static EmbeddedDatabase start(Path folder, Path log, int port) throws IOException {
        var data = folder.toAbsolutePath().normalize();
        Folders.makePrivate(data.resolveSibling(".").normalize());
        var password = password(data.resolveSibling(data.getFileName() + ".password"));
        var commoner = Commoner.find();
        var binaries = PostgresBinaries.cached(commoner);
        var cluster = new Cluster(data, log.toAbsolutePath(), binaries, commoner);
        cluster.make(password);
        cluster.stop();
        int chosen = startOn(cluster, port);
        var url = new DatabaseUrl("127.0.0.1", chosen, "postgres", USER, password, "");
        return new EmbeddedDatabase(cluster, url);
    }

    /// The port it listens on.
    public int port() {
        return url.port();
    }

    /// Where it is, as the superuser with the password.
    public DatabaseUrl url() {
        return url;
    }

    /// A connection source as the superuser.
    public DataSource owner() {
        return url.source();
    }

    /// The server's process, if it runs.
    public Optional<ProcessHandle> process() throws IOException {
        return Postmaster.of(cluster.data()).map(Postmaster::process);
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            cluster.stop();
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException ending) {
            System.err.println("PostgreSQL did not stop: " + ending.getMessage());
        }
    }

    private static int startOn(Cluster cluster, int port) throws IOException {
        for (int tries = 1; ; tries++) {
            int chosen = port == 0 ? freePort() : port;
            long logged = cluster.logged();
            try {
                cluster.start(chosen);
                return chosen;
            } catch (IOException refused) {
                var words = cluster.words(logged);
                if (tries == STARTS || !worthAnotherTry(words, port == 0)) {
                    throw new IOException("PostgreSQL did not start: " + words, refused);
                }
                Pause.millis(BETWEEN_STARTS_MILLIS);
            }
        }
    }

    private static boolean worthAnotherTry(String words, boolean anyPort) {
        // After a kill -9 the old backends hold their memory for a moment.
        var dying = words.contains("shared memory block") && words.contains("still in use");
        return dying || (anyPort && words.contains("Address already in use"));
    }

    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            var random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Folders.writePrivate(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /// The settings no run may lack, whoever edited the folder in between.
    static List<String> settings(int port) {
        return List.of(
                "port = " + port,
                "listen_addresses = '127.0.0.1'",
                "unix_socket_directories = ''",
                "fsync = on",
                "synchronous_commit = on",
                "full_page_writes = on",
                "password_encryption = scram-sha-256",
                "max_connections = 200");
    }
}
