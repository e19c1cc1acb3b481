package dev.carnet.local.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.database.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One `carnet up` that runs while it is looked at.
class RunningUpTest {

    @TempDir static Path folder;
    private static Path home;
    private static Path programs;
    private static List<Integer> ports;
    private static UpProcess up;

    @BeforeAll
    static void start() throws Exception {
        home = folder.resolve("a home");
        programs = TinyService.stage(folder.resolve("programs"));
        ports = Ports.pick(2);
        var environment = Map.of("CARNET_OWNER_EMAIL", "a@b.example", "CARNET_CODE_SECONDS", "5");
        up = UpProcess.start(home, programs, ports, environment, "--mcp-replicas", "2");
    }

    @AfterAll
    static void stop() throws Exception {
        up.close();
    }

    @Test
    void says_how_to_connect() throws Exception {
        var running = up.description();
        assertEquals("http://127.0.0.1:" + ports.get(0), running.issuer());
        assertEquals("http://127.0.0.1:" + ports.get(1) + "/mcp", running.mcp());
        assertEquals(2, running.replicas().size());
        var line = "claude mcp add --transport http carnet " + running.mcp();
        assertTrue(up.said().contains(line));
    }

    @Test
    void writes_down_how_auditors_reach_the_database_for_its_owner_only() throws Exception {
        var database = DatabaseUrl.parse(up.description().database());
        try (var owner = database.source().getConnection()) {
            assertTrue(owner.isValid(5));
        }
        assertEquals("rw-------", permissions("carnet.json"));
        assertEquals("rwx------", permissions("keys"));
        try (var keys = Files.list(home.resolve("keys"))) {
            keys.forEach(
                    key -> assertEquals("rw-------", permissions("keys/" + key.getFileName())));
        }
    }

    @Test
    void tells_no_service_how_to_become_the_owner_of_the_database() throws Exception {
        var auth = Files.readString(home.resolve("logs/auth-server.log"));
        var mcp = Files.readString(home.resolve("logs/mcp-server-1.log"));
        assertFalse((auth + mcp).contains("CARNET_DATABASE_URL"));
        assertTrue(auth.contains("CARNET_OWNER_EMAIL"));
        assertFalse(mcp.contains("CARNET_OWNER_EMAIL"));
        assertTrue(mcp.contains("CARNET_CODE_SECONDS"));
    }

    @Test
    void refuses_a_second_one_on_the_same_home() throws Exception {
        var second = UpProcess.start(home, programs, ports);
        assertEquals(1, second.exit());
        assertTrue(second.said().contains("already runs in " + home));
        assertTrue(up.runs());
    }

    @Test
    void starts_a_part_again_that_died() throws Exception {
        for (var name : List.of("postgres", "auth-server", "mcp-server-1")) {
            long before = up.part(name).pid();
            up.part(name).destroyForcibly();
            up.await(name + " runs again");
            assertNotEquals(before, up.part(name).pid());
        }
    }

    private static String permissions(String file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file)));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
