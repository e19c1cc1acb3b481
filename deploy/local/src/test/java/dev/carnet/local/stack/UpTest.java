package dev.carnet.local.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.ProcessMark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `carnet up` from outside: how it begins and ends, and what it survives.
class UpTest {

    @TempDir Path folder;
    private Path home;
    private Path programs;
    private List<Integer> ports;

    @BeforeEach
    void stage() throws Exception {
        home = folder.resolve("a home");
        programs = TinyService.stage(folder.resolve("programs"));
        ports = Ports.pick(2);
    }

    @Test
    void stops_everything_when_it_is_asked_to() throws Exception {
        var up = up();
        var parts = List.of(up.part("postgres"), up.part("auth-server"), up.part("mcp-server-1"));
        up.close();
        for (var part : parts) {
            assertFalse(ProcessMark.runs(part));
        }
        assertFalse(Files.exists(home.resolve("carnet.json")));
    }

    @Test
    void comes_back_after_it_was_killed_and_stops_what_was_left() throws Exception {
        var first = up();
        var left = List.of(first.part("postgres"), first.part("auth-server"));
        remember(first.description().database());
        var keys = keys();
        first.kill();
        for (var part : left) {
            assertTrue(ProcessMark.runs(part));
        }
        try (var second = up()) {
            assertTrue(second.said().contains("stopped what was left: auth-server"));
            for (var part : left) {
                assertFalse(ProcessMark.runs(part));
            }
            assertEquals("7", remembered(second.description().database()));
            assertEquals(keys, keys());
        }
    }

    @Test
    void gives_up_on_a_part_that_dies_again_and_again() throws Exception {
        var up = up();
        for (int i = 0; up.runs() && i < 1000; i++) {
            if (Files.exists(home.resolve("carnet.json"))) {
                ProcessHandle.of(up.description().pid("mcp-server-1"))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
            Thread.sleep(100);
        }
        assertEquals(1, up.exit());
        assertTrue(up.said().contains("mcp-server-1 died"), up.said());
        assertTrue(up.said().contains("stopping everything"), up.said());
        assertFalse(Files.exists(home.resolve("carnet.json")));
    }

    @Test
    void uses_the_database_it_is_given() throws Exception {
        try (var existing = EmbeddedDatabase.start(folder.resolve("elsewhere/data"), 0);
                var up = up(Map.of("CARNET_DATABASE_URL", existing.url().withPassword()))) {
            assertEquals(existing.url().withPassword(), up.description().database());
            assertFalse(up.description().pids().containsKey("postgres"));
            assertFalse(Files.exists(home.resolve("postgres")));
        }
    }

    @Test
    void does_not_make_new_keys_for_a_database_sealed_with_others() throws Exception {
        up().close();
        Files.delete(home.resolve("keys/auth-server.keyset.json"));
        var up = up();
        assertEquals(1, up.exit());
        assertTrue(up.said().contains("keys are missing"));
    }

    @Test
    void says_which_port_is_taken() throws Exception {
        try (var _ = new java.net.ServerSocket(ports.get(0))) {
            var up = up();
            assertEquals(1, up.exit());
            assertTrue(up.said().contains("auth-server needs the ports " + ports.get(0)));
        }
    }

    @Test
    void leaves_a_stranger_alone_who_has_the_pid_of_an_old_service() throws Exception {
        up().close();
        var stranger = new ProcessBuilder("sleep", "60").start();
        Files.writeString(home.resolve("run/auth-server"), stranger.pid() + " 1@another boot\n");
        try (var _ = up()) {
            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly();
        }
    }

    private UpProcess up() throws Exception {
        return UpProcess.start(home, programs, ports);
    }

    private UpProcess up(Map<String, String> environment) throws Exception {
        return UpProcess.start(home, programs, ports, environment);
    }

    private String keys() throws Exception {
        return Files.readString(home.resolve("keys/auth-server.keyset.json"));
    }

    private static void remember(String database) throws Exception {
        try (var owner = DatabaseUrl.parse(database).source().getConnection();
                var statement = owner.createStatement()) {
            statement.execute("CREATE TABLE remembered AS SELECT 7 AS value");
        }
    }

    private static String remembered(String database) throws Exception {
        try (var owner = DatabaseUrl.parse(database).source().getConnection();
                var statement = owner.createStatement();
                var row = statement.executeQuery("SELECT value FROM remembered")) {
            assertTrue(row.next());
            return row.getString(1);
        }
    }
}
