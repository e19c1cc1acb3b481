package dev.carnet.journeys.launcher;

import dev.carnet.local.command.Carnet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Somebody who types commands: each runs as a process of its own, on one home.
final class Keyboard {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path folder;
    private final Map<String, String> environment;
    private int typed;

    Keyboard(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /// A command that was started, and what it has said so far.
    record Running(Process process, Path out, Path err) {

        String out(String until) throws IOException, InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!Files.readString(out).contains(until)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError("not said: " + until + "\n" + all());
                }
                Thread.sleep(50);
            }
            return Files.readString(out);
        }

        /// Waits for its end.
        int exit() throws InterruptedException {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still runs");
            }
            return process.exitValue();
        }

        String all() throws IOException {
            return Files.readString(out) + Files.readString(err);
        }
    }

    /// Starts a command.
    Running type(String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Dcarnet.root=" + System.getProperty("carnet.root"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Carnet.class.getName());
        command.addAll(List.of(words));
        var out = folder.resolve("said-" + ++typed + ".txt");
        var err = folder.resolve("complained-" + typed + ".txt");
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        return new Running(
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /// Runs a command that must succeed, and returns what it printed.
    String run(String... words) throws IOException, InterruptedException {
        var running = type(words);
        int exit = running.exit();
        if (exit != 0) {
            throw new AssertionError(String.join(" ", words) + " → " + exit + ": " + running.all());
        }
        return Files.readString(running.out()).strip();
    }
}
