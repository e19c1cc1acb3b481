package dev.carnet.journeys.startup;

import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// One service as a process of its own, in exactly that environment.
record Service(String name, Map<String, String> environment) {

    private static final int SECONDS = 120;

    /// How a start ended.
    ///
    /// @param exit the exit code
    /// @param said everything that was written to the console
    record Ended(int exit, List<String> said) {

        /// The lines of its log above INFO, and what is no line of the log at all.
        List<String> complaints() {
            return said.stream()
                    .filter(line -> !line.isBlank() && !line.contains("\"level\":\"INFO\""))
                    .toList();
        }
    }

    /// A copy with that variable; an empty value takes it away.
    Service with(String variable, String value) {
        var more = new TreeMap<>(environment);
        if (value.isEmpty()) {
            more.remove(variable);
        } else {
            more.put(variable, value);
        }
        return new Service(name, more);
    }

    /// Starts it and waits until it ends by itself.
    Ended end(Path folder) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, name, ".log");
        Process process = process().redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " still runs: " + Files.readString(said));
            }
            return new Ended(process.exitValue(), Files.readAllLines(said));
        } finally {
            process.destroyForcibly();
        }
    }

    private ProcessBuilder process() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(Program.of(name).arguments());
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("CARNET_"));
        builder.environment().putAll(environment);
        return builder;
    }

    /// The ports of a plan that are this service's.
    static Map<String, String> ports(Plan plan) {
        return Map.of(
                "CARNET_HOST", "127.0.0.1",
                "CARNET_PORT", "" + plan.authPort(),
                "CARNET_MANAGEMENT_PORT", "" + (plan.authPort() + 1000));
    }
}
