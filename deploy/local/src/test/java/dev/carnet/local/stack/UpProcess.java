package dev.carnet.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.database.ProcessMark;
import dev.carnet.local.command.Carnet;
import dev.carnet.local.home.Description;
import dev.carnet.local.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `carnet up` as a process of its own, over tiny services.
final class UpProcess implements AutoCloseable {

    private static final int SECONDS = 240;

    private final Home home;
    private final Path said;
    private final Process process;

    private UpProcess(Home home, Path said, Process process) {
        this.home = home;
        this.said = said;
        this.process = process;
    }

    /// Starts it on that home and waits until it says that it is ready, or has ended.
    static UpProcess start(Path folder, Path programs, List<Integer> ports, String... more)
            throws Exception {
        return start(folder, programs, ports, Map.of(), more);
    }

    static UpProcess start(
            Path folder,
            Path programs,
            List<Integer> ports,
            Map<String, String> environment,
            String... more)
            throws Exception {
        var home = Home.at(folder);
        var said = Files.createTempFile(programs, "said", ".txt");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the launcher does it.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.add("-Dcarnet.programs=" + programs);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Carnet.class.getName(), "up", "--home", folder.toString()));
        command.addAll(List.of("--auth-port", "" + ports.get(0), "--mcp-port", "" + ports.get(1)));
        command.addAll(List.of(more));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.redirectOutput(said.toFile()).start();
        var up = new UpProcess(home, said, process);
        up.await("Ctrl-C stops all of it");
        return up;
    }

    String said() throws IOException {
        return Files.readString(said);
    }

    Description description() throws IOException {
        return new ObjectMapper().readValue(home.description().toFile(), Description.class);
    }

    ProcessHandle part(String name) throws IOException {
        return ProcessHandle.of(description().pid(name)).orElseThrow();
    }

    /// Waits until it has said that, or has ended.
    void await(String words) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!said().contains(words) && process.isAlive()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not said in time: " + words + "\n" + said());
            }
            Thread.sleep(20);
        }
    }

    boolean runs() {
        return ProcessMark.runs(process.toHandle());
    }

    int exit() throws Exception {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs:\n" + said());
        }
        return process.exitValue();
    }

    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM, as Ctrl-C does it.
    @Override
    public void close() throws IOException {
        process.destroy();
        Ends.stop(process.toHandle());
    }
}
