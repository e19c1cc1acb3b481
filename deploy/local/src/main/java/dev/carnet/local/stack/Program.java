package dev.carnet.local.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How a service is run by `java`: the arguments that name its classes.
public record Program(List<String> arguments) {

    /// A packaged Quarkus application.
    public static Program packaged(Path application) {
        return new Program(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
    }

    /// The packaged services: those the launcher staged (`carnet.programs`), else those the build
    /// left in the checkout (`carnet.root`, at the top or in `deploy`).
    public static Program of(String service) {
        var staged = System.getProperty("carnet.programs");
        var application =
                staged == null
                        ? module(service).resolve("target/quarkus-app")
                        : Path.of(staged).resolve(service);
        if (!Files.exists(application.resolve("quarkus-run.jar"))) {
            throw new IllegalStateException(
                    service + " is not built: " + application + " is missing (mvn package)");
        }
        return packaged(application.toAbsolutePath());
    }

    private static Path module(String service) {
        var root = Path.of(System.getProperty("carnet.root", "."));
        var atTheTop = root.resolve(service);
        return Files.isDirectory(atTheTop) ? atTheTop : root.resolve("deploy").resolve(service);
    }
}
