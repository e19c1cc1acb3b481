package dev.carnet.journeys.revoked;

import dev.carnet.guard.GuardSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A resource server that is not Carnet's own and has one resource, who asks: the Quarkus
/// application of `deploy/guarded` as it was packaged, in a process of its own.
final class ExampleServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PROGRAM = "deploy/guarded/target/quarkus-app/quarkus-run.jar";

    private final int port;
    private final Path said;
    private final Process process;

    private ExampleServer(int port, Path said, Process process) {
        this.port = port;
        this.said = said;
        this.process = process;
    }

    /// Starts it; whether it is ready is for who asks it.
    ///
    /// @param more options of the Java machine, which win over the settings
    static ExampleServer start(GuardSettings settings, String... more) throws IOException {
        int port = freePort();
        Path said = Files.createTempFile("guarded", ".txt");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.port=" + port,
                        "-Dcarnet.guard.issuer=" + settings.issuer(),
                        "-Dcarnet.guard.audience=" + settings.audience(),
                        "-Dcarnet.guard.workspace=" + settings.workspace(),
                        "-Dcarnet.guard.credential=" + settings.credential(),
                        "-Dcarnet.guard.stale=" + settings.stale().toSeconds() + "S"));
        command.addAll(List.of(more));
        command.add("-jar");
        command.add(Path.of(System.getProperty("carnet.root"), PROGRAM).toString());
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        return new ExampleServer(port, said, process);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// Waits until it listens.
    ExampleServer awaitOpen() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    http.send(HttpRequest.newBuilder(address()).build(), BodyHandlers.discarding());
                    return this;
                } catch (ConnectException closed) {
                    if (System.nanoTime() > end || !process.isAlive()) {
                        throw new IOException("it does not open: " + said(), closed);
                    }
                    Thread.sleep(50);
                }
            }
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port + "/whoami");
    }

    String said() throws IOException {
        return Files.readString(said);
    }

    /// Its exit code, when it ends by itself.
    int exit() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("it still runs: " + said());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        Files.delete(said);
    }
}
