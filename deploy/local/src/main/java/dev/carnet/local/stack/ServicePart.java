package dev.carnet.local.stack;

import dev.carnet.database.ProcessMark;
import dev.carnet.local.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One process of a service: started with its own log, ready when its health check says so.
final class ServicePart implements Part {

    /// Small and quick to start; the heap grows to this when it must.
    private static final List<String> JVM =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms48m",
                    "-Xmx512m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private static final int LAST_WORDS = 12;
    private static final int READY_SECONDS = 300;

    private final String name;
    private final Home home;
    private final Program program;
    private final int port;
    private final Map<String, String> environment;
    private volatile @Nullable Process process;

    ServicePart(
            String name, Home home, Program program, int port, Map<String, String> environment) {
        this.name = name;
        this.home = home;
        this.program = program;
        this.port = port;
        this.environment = environment;
    }

    @Override
    public String name() {
        return name;
    }

    /// Where its health checks and metrics are.
    String management() {
        return Plan.origin(port + Plan.MANAGEMENT) + "/q";
    }

    @Override
    public void start() throws IOException {
        if (!Ports.free(port) || !Ports.free(port + Plan.MANAGEMENT)) {
            throw new IOException(
                    name
                            + " needs the ports "
                            + port
                            + " and "
                            + (port + Plan.MANAGEMENT)
                            + ", and somebody listens there");
        }
        var builder = new ProcessBuilder(command()).directory(home.folder().toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("CARNET_"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        var started = builder.start();
        process = started;
        Orphans.remember(home, name, started.toHandle());
    }

    @Override
    public void awaitReady() throws IOException {
        var ready = new Readiness(management() + "/health/ready");
        long end = System.nanoTime() + READY_SECONDS * 1_000_000_000L;
        while (!ready.now()) {
            if (process().isEmpty()) {
                throw new IOException(name + " ended while it started: " + lastWords());
            }
            if (System.nanoTime() > end) {
                throw new IOException(
                        name + " is not ready after " + READY_SECONDS + " s: " + lastWords());
            }
            Ends.pause();
        }
    }

    @Override
    public void stop() throws IOException {
        var running = process();
        if (running.isPresent()) {
            Ends.stop(running.get());
        }
        Orphans.forget(home, name);
    }

    @Override
    public Optional<ProcessHandle> process() {
        return Optional.ofNullable(process).map(Process::toHandle).filter(ProcessMark::runs);
    }

    /// Through a shell that ignores SIGINT and SIGHUP for it: Ctrl-C in a terminal reaches the
    /// whole group at once, and the order of stopping is the launcher's business.
    private List<String> command() {
        var command =
                new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", name));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(program.arguments());
        return command;
    }

    private java.io.File log() {
        return home.logs().resolve(name + ".log").toFile();
    }

    private String lastWords() throws IOException {
        var lines = Files.readAllLines(log().toPath());
        var last = lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size());
        return "the end of " + log() + ":\n" + String.join("\n", last);
    }
}
