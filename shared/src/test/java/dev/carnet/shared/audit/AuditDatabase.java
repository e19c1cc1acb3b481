package dev.carnet.shared.audit;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import dev.carnet.shared.workspace.Ids;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One migrated PostgreSQL for all tests of the log, and what is needed to write to it.
public final class AuditDatabase {

    /// Held by every class that uses the common one.
    public static final String LOCK = "the common audit database";

    public static final Duration WAIT = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofSeconds(60);

    private static final String PASSWORD = "of-this-test";
    private static final AuditDatabase ONE = start();

    private final Path folder;
    final EmbeddedDatabase server;
    final Vertx vertx = Vertx.vertx();
    final Aead keyset;
    final AuditLogs logs = new AuditLogs("audit.test", Clock.systemUTC());

    private AuditDatabase(Path folder, EmbeddedDatabase server, Aead keyset) {
        this.folder = folder;
        this.server = server;
        this.keyset = keyset;
    }

    public static AuditDatabase get() {
        return ONE;
    }

    /// A database of one's own, to be hard on.
    static AuditDatabase start() {
        try {
            Path folder = Files.createTempDirectory("audit-test");
            EmbeddedDatabase server =
                    EmbeddedDatabase.start(
                            folder.resolve("data"), folder.resolve("postgres.log"), 0);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
            Migrations.run(server.owner());
            Migrations.setPasswords(
                    server.owner(), Map.of("carnet_auth", PASSWORD, "carnet_mcp", PASSWORD));
            AeadConfig.register();
            KeysetHandle handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            return new AuditDatabase(
                    folder, server, handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (IOException | GeneralSecurityException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(EmbeddedDatabase server, Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            server.close();
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Kills the server and starts it again on its data.
    void kill() throws IOException {
        ProcessHandle process = server.process().orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        int port = server.port();
        EmbeddedDatabase.start(folder.resolve("data"), folder.resolve("postgres.log"), port);
    }

    PgConnectOptions as(String role) {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.port())
                .setDatabase("postgres")
                .setUser(role)
                .setPassword(PASSWORD);
    }

    public Pool pool(String role) {
        return Pool.pool(vertx, as(role), new PoolOptions().setMaxSize(4));
    }

    PgConnection connect(String role) {
        return PgConnection.connectAndAwait(vertx, as(role));
    }

    GroupCommitLog writer(PgConnectOptions database) {
        return writer(database, Clock.systemUTC());
    }

    GroupCommitLog writer(Clock clock) {
        return writer(as("carnet_mcp"), clock);
    }

    private GroupCommitLog writer(PgConnectOptions database, Clock clock) {
        var log = new GroupCommitLog(vertx, database, logs, clock, keyset, "test");
        log.start().await().atMost(START);
        return log;
    }

    GroupCommitLog unstarted(PgConnectOptions database) {
        return new GroupCommitLog(vertx, database, logs, Clock.systemUTC(), keyset, "test");
    }

    public GroupCommitLog writer() {
        return writer(as("carnet_mcp"));
    }

    /// A workspace with a fresh log.
    public String workspace() {
        String workspace = Ids.fresh("ws");
        PgConnection connection = connect("carnet_auth");
        logs.create(connection, workspace).await().atMost(WAIT);
        connection.closeAndAwait();
        return workspace;
    }

    /// The stored lines of a workspace's log.
    List<byte[]> lines(String workspace) throws SQLException {
        var lines = new ArrayList<byte[]>();
        try (var connection = server.owner().getConnection();
                var query =
                        connection.prepareStatement(
                                "SELECT data FROM audit.entry JOIN audit.log USING (log_id)"
                                        + " WHERE workspace_id = ? ORDER BY seq")) {
            query.setString(1, workspace);
            var rows = query.executeQuery();
            while (rows.next()) {
                lines.add(rows.getBytes(1));
            }
        }
        return lines;
    }

    /// The places of a workspace's events, by `eid`.
    Map<String, Receipt> receipts(String workspace) throws SQLException {
        var receipts = new HashMap<String, Receipt>();
        try (var connection = server.owner().getConnection();
                var query =
                        connection.prepareStatement(
                                "SELECT i.eid, l.origin, i.seq, e.leaf FROM audit.index i"
                                        + " JOIN audit.log l USING (log_id)"
                                        + " JOIN audit.entry e USING (log_id, seq)"
                                        + " WHERE l.workspace_id = ?")) {
            query.setString(1, workspace);
            var rows = query.executeQuery();
            while (rows.next()) {
                receipts.put(
                        rows.getString(1),
                        Receipt.of(
                                rows.getString(2),
                                rows.getLong(3),
                                Buffer.buffer(rows.getBytes(4))));
            }
        }
        return receipts;
    }

    public long count(String sql) throws SQLException {
        try (var connection = server.owner().getConnection();
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    public void execute(String sql) throws SQLException {
        try (var connection = server.owner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
