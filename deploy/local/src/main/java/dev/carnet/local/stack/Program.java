package dev.carnet.local.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a service is run by `java`: the arguments that name its classes.
public record Program(List<String> arguments) {

    /// A packaged Quarkus application.
    public static Program packaged(Path application) {
        return new Program(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
    }

    /// A packaged service: the one the launcher staged (`carnet.programs`), else the one the build
    /// left in the checkout (`carnet.root`).
    public static Program of(String service) {
        var staged = System.getProperty("carnet.programs");
        var application = staged == null ? built(service) : Path.of(staged).resolve(service);
        if (!Files.exists(application.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException(
                    service + " is not built: " + application + " is missing (mvn package)");
        }
        return packaged(application.toAbsolutePath());
    }

    /// Another program of a packaged service, by its class.
    public static Program of(String service, String mainClass) {
        Path application =
                Path.of(of(service).arguments().getLast()).toAbsolutePath().resolveSibling(".");
        String classes =
                Stream.of("app/*", "lib/main/*", "lib/boot/*")
                        .map(part -> application.normalize() + "/" + part)
                        .collect(Collectors.joining(File.pathSeparator));
        return new Program(List.of("-cp", classes, mainClass));
    }

    private static Path built(String service) {
        var root = Path.of(System.getProperty("carnet.root", "."));
        var module = root.resolve(service);
        return (Files.isDirectory(module) ? module : root.resolve("deploy").resolve(service))
                .resolve("target/quarkus-app");
    }
}
