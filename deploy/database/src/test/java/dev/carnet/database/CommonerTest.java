package dev.carnet.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommonerTest {

    /// An ordinary user has one way, root those that the machine allows: at least one.
    static Stream<Commoner> ways() {
        return Arrays.stream(Commoner.values()).filter(Commoner::works);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void runs_a_server_in_a_folder_that_is_closed_to_others(Commoner way, @TempDir Path folder)
            throws Exception {
        var data = folder.resolve("closed/data");
        Folders.makePrivate(data.resolveSibling("."));
        var log = folder.resolve("closed/log");
        var cluster = new Cluster(data, log, PostgresBinaries.cached(way), way);
        cluster.make("secret");
        cluster.logged();
        for (int starts = 0; starts < 2; starts++) {
            int port = freePort();
            cluster.start(port);
            assertTrue(Postmaster.of(data).isPresent());
            var url = new DatabaseUrl("127.0.0.1", port, "postgres", "postgres", "secret", "");
            try (var connection = url.source().getConnection()) {
                assertTrue(connection.isValid(5));
            }
            cluster.stop();
            assertFalse(Postmaster.of(data).isPresent());
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
