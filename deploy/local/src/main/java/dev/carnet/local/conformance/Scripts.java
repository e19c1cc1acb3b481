package dev.carnet.local.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The scripts of `deploy/conformance` beside the packages they need, in a cache folder outside the
/// checkout.
record Scripts(Path folder, Node node) {

    private static final String LOCK = "package-lock.json";
    private static final String MARK = "installed";
    private static final List<String> WITH_PACKAGES_INSIDE = List.of("code-server/lib/vscode");

    /// Copies the scripts, and installs what the lock file pins unless that was done before.
    static Scripts prepare(Path source, Path cache) throws IOException, InterruptedException {
        Files.createDirectories(cache);
        copy(source, cache);
        if (!installed(source, cache)) {
            install(cache, Node.elsewhere().isEmpty());
            mark(source, cache);
        }
        return new Scripts(cache, Node.find(cache).orElseThrow(Scripts::noNode));
    }

    /// Further scripts in a folder below, with packages of their own, for the same Node.
    Scripts below(Path source, String name) throws IOException, InterruptedException {
        Path from = source.resolve(name);
        Path place = Files.createDirectories(folder.resolve(name));
        copy(from, place);
        if (!marked(from, place)) {
            install(place, true);
            for (String whole : WITH_PACKAGES_INSIDE) {
                inside(place.resolve("node_modules").resolve(whole));
            }
            mark(from, place);
        }
        return new Scripts(place, node);
    }

    /// What is pinned by such a package itself, which npm leaves to a script of it.
    private static void inside(Path whole) throws IOException, InterruptedException {
        if (Files.isDirectory(whole)) {
            var command = List.of("npm", "install", "--ignore-scripts", "--omit=dev", "--no-audit");
            awaitNpm(whole, command);
        }
    }

    /// Where packages are kept: `CARNET_CACHE`, else the user's cache folder.
    static Path cache() {
        var home = Path.of(System.getProperty("user.home"));
        return Optional.ofNullable(System.getenv("CARNET_CACHE"))
                .map(Path::of)
                .orElseGet(() ->
                        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                                .map(Path::of)
                                .orElse(home.resolve(".cache"))
                                .resolve("carnet"))
                .resolve("conformance");
    }

    /// Runs `run.mjs` with those settings; what it prints is printed.
    int run(Path settings) throws IOException, InterruptedException {
        return run(List.of(), "run.mjs", settings);
    }

    /// Runs a script through those words, which begin a command.
    int run(List<String> through, String script, Path settings)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(through);
        command.addAll(List.of(node.program(), script, settings.toString()));
        return new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start().waitFor();
    }

    private static void copy(Path source, Path cache) throws IOException {
        try (var files = Files.newDirectoryStream(source, "*.{mjs,json}")) {
            for (var file : files) {
                Files.copy(
                        file,
                        cache.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static boolean installed(Path source, Path cache) throws IOException {
        return marked(source, cache) && Node.find(cache).isPresent();
    }

    private static boolean marked(Path source, Path cache) throws IOException {
        var mark = cache.resolve(MARK);
        return Files.exists(mark) && Files.mismatch(mark, source.resolve(LOCK)) < 0;
    }

    private static void mark(Path source, Path cache) throws IOException {
        Files.copy(source.resolve(LOCK), cache.resolve(MARK), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void install(Path cache, boolean withNode)
            throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        if (!withNode) {
            command.add("--omit=optional");
        }
        awaitNpm(cache, command);
    }

    private static void awaitNpm(Path folder, List<String> command)
            throws IOException, InterruptedException {
        var log = folder.resolve("npm.log");
        if (npm(folder, command, log).waitFor() != 0) {
            throw new IOException("npm could not install the packages: see " + log);
        }
    }

    private static Process npm(Path cache, List<String> command, Path log) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(cache.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException missing) {
            throw noNode();
        }
    }

    private static IOException noNode() {
        return new IOException(
                "conformance needs npm, and Node "
                        + Node.LEAST
                        + " or newer on the PATH or in CARNET_NODE (on Linux x86-64 npm brings it)");
    }
}
