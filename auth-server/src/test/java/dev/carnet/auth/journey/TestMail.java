package dev.carnet.auth.journey;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.stream.IntStream;

/// Tells the service where the test's mail server will be.
public final class TestMail implements QuarkusTestResourceLifecycleManager {

    private static final int FIRST_PORT = 20_000 + (int) (ProcessHandle.current().pid() % 8_000);
    private static final int PORTS = 100;

    @Override
    public Map<String, String> start() {
        return Map.of(
                "carnet.smtp-host",
                "127.0.0.1",
                "carnet.smtp-port",
                Integer.toString(freePort()),
                "carnet.smtp-from",
                "carnet@example.test",
                "carnet.smtp-user",
                Mailbox.USER,
                "carnet.smtp-password",
                Mailbox.PASSWORD,
                "carnet.smtp-start-tls",
                "DISABLED");
    }

    /// Below the ports that outgoing connections are given: nobody takes it before it is used.
    private static int freePort() {
        return IntStream.range(FIRST_PORT, FIRST_PORT + PORTS)
                .filter(TestMail::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    @Override
    public void stop() {
        // Nothing of it is running.
    }
}
