package dev.carnet.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    @TempDir Path folder;

    @Test
    void refuses_a_connection_without_the_password() throws Exception {
        try (var database = start()) {
            var stranger = database.url().as("postgres", "guess").source();
            assertThrows(SQLException.class, stranger::getConnection);
            for (var file : List.of("a place/data", "a place/data.password")) {
                var permissions = Files.getPosixFilePermissions(folder.resolve(file));
                assertFalse(PosixFilePermissions.toString(permissions).substring(3).contains("r"));
            }
        }
    }

    @Test
    void keeps_what_was_committed_when_everything_is_killed() throws Exception {
        try (var database = start()) {
            run(database, "CREATE TABLE kept (id int)");
            run(database, "INSERT INTO kept VALUES (7)");
            database.process().orElseThrow().destroyForcibly();
            try (var next = start()) {
                assertEquals("7", one(next, "SELECT id FROM kept"));
            }
        }
    }

    @Test
    void takes_over_from_a_server_that_was_left_behind() throws Exception {
        var orphan = start();
        long pid = orphan.process().orElseThrow().pid();
        run(orphan, "CREATE TABLE kept (id int)");
        try (var next = start()) {
            assertFalse(ProcessHandle.of(pid).filter(ProcessMark::runs).isPresent());
            assertEquals("0", one(next, "SELECT count(*) FROM kept"));
        }
    }

    @Test
    void leaves_a_stranger_alone_who_has_the_pid_of_the_old_server() throws Exception {
        start().close();
        var stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    data().resolve("postmaster.pid"), stranger.pid() + "\n" + data() + "\n1\n");
            try (var database = start()) {
                assertEquals("1", one(database, "SELECT 1"));
                assertTrue(stranger.isAlive());
            }
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void begins_anew_after_an_interrupted_first_start() throws Exception {
        var half = Files.createDirectories(folder.resolve("a place/data.new"));
        Files.writeString(half.resolve("PG_VERSION"), "18");
        try (var database = start()) {
            assertEquals("1", one(database, "SELECT 1"));
            assertFalse(Files.exists(half));
        }
    }

    @Test
    void says_why_it_did_not_start() throws Exception {
        try (var first = start()) {
            var taken = folder.resolve("other/data");
            var refused =
                    assertThrows(
                            java.io.IOException.class,
                            () -> EmbeddedDatabase.start(taken, first.port()));
            assertTrue(String.valueOf(refused.getMessage()).contains("Address already in use"));
        }
    }

    private EmbeddedDatabase start() throws Exception {
        return EmbeddedDatabase.start(data(), 0);
    }

    private Path data() {
        return folder.resolve("a place/data");
    }

    private static void run(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = database.owner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(EmbeddedDatabase database, String sql) throws SQLException {
        try (var connection = database.owner().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }
}
