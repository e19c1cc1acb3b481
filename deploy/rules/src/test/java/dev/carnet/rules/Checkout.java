package dev.carnet.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The files of this checkout as they stand: what the rules read.
final class Checkout {

    static final Path ROOT =
            Path.of(System.getProperty("carnet.root")).toAbsolutePath().normalize();

    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", "node_modules", ".carnet", ".idea", ".vscode");
    private static final Set<String> TEXT =
            Set.of("java", "md", "sql", "xml", "properties", "html", "css", "js", "mjs", "json");

    private Checkout() {}

    /// The modules: folders with a `pom.xml` and main code.
    static List<Path> modules() {
        return all().stream()
                .filter(file -> file.endsWith("pom.xml"))
                .map(file -> file.resolveSibling("."))
                .map(Path::normalize)
                .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                .toList();
    }

    /// Every Java file of main code.
    static List<Path> mainSources() {
        return sources("src/main/java");
    }

    /// Every Java file, tests too.
    static List<Path> sources() {
        return Stream.concat(sources("src/main/java").stream(), sources("src/test/java").stream())
                .toList();
    }

    /// Every file that people read or write: sources, documents, scripts.
    static List<Path> texts() {
        return all().stream().filter(Checkout::isText).toList();
    }

    /// The documents at the top.
    static List<Path> documents() {
        return texts().stream().filter(file -> file.toString().endsWith(".md")).toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static List<Path> sources(String kind) {
        return all().stream()
                .filter(file -> file.toString().contains("/" + kind + "/"))
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    private static boolean isText(Path file) {
        var name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 || TEXT.contains(name.substring(dot + 1));
    }

    private static List<Path> all() {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(ROOT, new Collector(files));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return files.stream().sorted().toList();
    }

    private static final class Collector extends SimpleFileVisitor<Path> {

        private final List<Path> files;

        Collector(List<Path> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
        }
    }
}
