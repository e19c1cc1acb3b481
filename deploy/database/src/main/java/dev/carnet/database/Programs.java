package dev.carnet.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Runs small programs to their end.
final class Programs {

    private Programs() {}

    /// Runs a program that must succeed; its words are in the exception if it does not.
    static void run(List<String> command) throws IOException {
        var process = start(command);
        String words;
        try (var output = process.getInputStream()) {
            words = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        int exit = end(process);
        if (exit != 0) {
            throw new IOException(name(command) + " ended with " + exit + ": " + words);
        }
    }

    /// Runs a program and returns its exit code.
    static int exit(List<String> command) throws IOException {
        var process = start(command);
        try (var output = process.getInputStream()) {
            output.readAllBytes();
        }
        return end(process);
    }

    private static Process start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Nothing of our environment (it may hold passwords) reaches the database.
        var path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C"));
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static int end(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program ran", interrupted);
        }
    }

    private static String name(List<String> command) {
        return command.stream()
                .filter(word -> word.startsWith("/"))
                .findFirst()
                .orElse(command.getFirst());
    }
}
