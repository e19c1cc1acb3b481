package dev.carnet.mcp.upstream;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A program that may run as a server.
///
/// @param env everything it finds in its environment beside `PATH`
/// @param processes that may run of it at a time for each workspace
/// @param secret the variable that holds what proves us there: the key of the workspace or person
/// @param limits of each process
/// @param workspaces the only ones it runs for; all when nothing is said
record Program(
        List<String> command,
        Map<String, String> env,
        Optional<Path> directory,
        int processes,
        Optional<String> secret,
        ProgramLimits limits,
        Optional<Set<String>> workspaces) {

    /// What stands for the workspace's id in arguments, environment and directory.
    private static final String WORKSPACE = "{workspace}";

    boolean isFor(String workspace) {
        return workspaces.map(these -> these.contains(workspace)).orElse(true);
    }

    /// The same as it runs for that workspace. Ids are letters, digits and underscores; whatever
    /// else could lead a path elsewhere.
    Program in(String workspace) {
        if (!workspace.matches("[A-Za-z0-9_]{1,64}")) {
            throw new IllegalArgumentException("no id of a workspace");
        }
        return new Program(
                command.stream().map(text -> filled(text, workspace)).toList(),
                env.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey,
                                        set -> filled(set.getValue(), workspace))),
                directory.map(path -> Path.of(filled(path.toString(), workspace))),
                processes,
                secret,
                limits,
                workspaces);
    }

    private static String filled(String text, String workspace) {
        return text.replace(WORKSPACE, workspace);
    }
}
