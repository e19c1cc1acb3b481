package dev.carnet.shared.picture;

import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import dev.carnet.shared.change.ChangeBody;
import dev.carnet.shared.change.ChangeBody.MemberChanged;
import dev.carnet.shared.change.ChangeBody.WorkspaceChanged;
import dev.carnet.shared.change.Replica;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.vertx.mutiny.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One migrated PostgreSQL for all tests of the feed.
public final class FeedDatabase {

    /// Held by every class that uses it.
    public static final String LOCK = "the database of the feed";

    public static final Duration WAIT = Duration.ofSeconds(30);

    private static final String PASSWORD = "of-this-test";
    private static final FeedDatabase ONE = start();

    public final EmbeddedDatabase server;
    public final Vertx vertx = Vertx.vertx();

    private FeedDatabase(EmbeddedDatabase server) {
        this.server = server;
    }

    public static FeedDatabase get() {
        return ONE;
    }

    private static FeedDatabase start() {
        try {
            Path folder = Files.createTempDirectory("feed-test");
            var server = EmbeddedDatabase.start(folder.resolve("data"), 0);
            Migrations.run(server.owner());
            Migrations.setPasswords(
                    server.owner(), Map.of("carnet_auth", PASSWORD, "carnet_mcp", PASSWORD));
            return new FeedDatabase(server);
        } catch (IOException | SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    public PgConnectOptions options(int port) {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setDatabase("postgres")
                .setUser("carnet_mcp")
                .setPassword(PASSWORD);
    }

    /// A replica that has started and is fresh.
    Follower follower(int port, Companion... companions) {
        var holder = new PictureHolder(System::nanoTime);
        var replica = new Replica(Ids.fresh("rep"), "test");
        var follower =
                new PictureFollower(
                        vertx,
                        options(port),
                        holder,
                        replica,
                        Clock.systemUTC(),
                        System::nanoTime,
                        List.of(companions));
        follower.start().await().atMost(WAIT);
        return new Follower(follower, holder, replica);
    }

    Follower follower() {
        return follower(server.port());
    }

    /// One follower with its holder.
    record Follower(PictureFollower follower, PictureHolder holder, Replica replica)
            implements AutoCloseable {

        boolean fresh() {
            return holder.current() instanceof PictureView.Fresh;
        }

        boolean knows(String workspace, String person) {
            return holder.newest().role(workspace, person).isPresent();
        }

        @Override
        public void close() {
            follower.stop();
        }
    }

    String workspace() {
        String id = Ids.fresh("ws");
        change(
                id,
                new WorkspaceChanged("Test", false),
                "INSERT INTO auth.workspace (workspace_id, name) VALUES (?, 'Test')",
                id);
        return id;
    }

    String member(String workspace) {
        String id = Ids.fresh("prs");
        write(
                "INSERT INTO auth.person (person_id, email, name, password_hash) VALUES (?, ?, '', '')",
                id,
                id);
        change(
                workspace,
                new MemberChanged(id, Optional.of(Role.MEMBER)),
                "INSERT INTO auth.member (workspace_id, person_id, role) VALUES (?, ?, 'member')",
                workspace,
                id);
        return id;
    }

    void change(String workspace, ChangeBody body, String sql, Object... parameters) {
        try (Connection connection = server.owner().getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, sql, parameters);
            execute(connection, "SELECT feed.append(?, ?, ?)", body.kind(), workspace, body.json());
            connection.commit();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    public void write(String sql, Object... parameters) {
        try (Connection connection = server.owner().getConnection()) {
            execute(connection, sql, parameters);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void execute(Connection connection, String sql, Object... parameters)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    long number(String sql, Object... parameters) {
        try (Connection connection = server.owner().getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = statement.executeQuery();
            rows.next();
            return rows.getLong(1);
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// Milliseconds until it holds.
    static long until(BooleanSupplier holds) {
        long start = System.nanoTime();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - start > WAIT.toNanos()) {
                throw new AssertionError("it did not happen in " + WAIT);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        }
        return (System.nanoTime() - start) / 1_000_000;
    }
}
