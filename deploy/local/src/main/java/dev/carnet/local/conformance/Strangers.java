package dev.carnet.local.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs that people use, as their makers ship them, beside a fresh `carnet up` that nobody
/// configured. They name themselves by addresses on the internet, so all of it runs in a network
/// and with mounts of its own, in which these addresses are served: that takes root and Linux.
///
/// @param source the folder `deploy/conformance` of the checkout
record Strangers(Path source) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// A command that runs what follows with a network, mounts and processes of its own, all of
    /// which end with it.
    private static final List<String> APART =
            List.of(
                    "unshare",
                    "--net",
                    "--mount",
                    "--pid",
                    "--fork",
                    "--kill-child",
                    "--mount-proc");

    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome");

    /// Runs them, or says what they need that is not here.
    ///
    /// @param folder an empty folder for what is started
    Counts run(Scripts scripts, Path folder) throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        if (browser.isEmpty() || !possible()) {
            System.out.println(
                    "not run: programs as their makers ship them (needs Linux on x86-64, root,"
                            + " ip, unshare, and Chromium in CARNET_BROWSER or on the PATH)");
            return Counts.NONE;
        }
        Scripts own = scripts.below(source, "strangers");
        Path result = folder.resolve("result.json");
        Path file = folder.resolve("settings.json");
        var settings = JSON.createObjectNode();
        settings.put("root", source.resolve("../..").toRealPath().toString());
        settings.put("java", System.getProperty("java.home"));
        settings.put("browser", browser.get().toString());
        settings.put("programs", own.folder().resolve("node_modules").toString());
        settings.put("folder", folder.toString()).put("result", result.toString());
        JSON.writeValue(file.toFile(), settings);
        return Counts.of(own.run(APART, "strangers.mjs", file), result);
    }

    /// Whether this machine lets us have a network of our own and raise it.
    private static boolean possible() throws IOException, InterruptedException {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("amd64")
                && ends(Stream.concat(APART.stream(), Stream.of("ip", "link", "set", "lo", "up")));
    }

    private static boolean ends(Stream<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command.toList())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static Optional<Path> browser() {
        var path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.concat(
                        Stream.ofNullable(System.getenv("CARNET_BROWSER")).map(Path::of),
                        BROWSERS.stream()
                                .flatMap(name ->
                                        Stream.of(path.split(File.pathSeparator, -1))
                                                .map(folder -> Path.of(folder, name))))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
