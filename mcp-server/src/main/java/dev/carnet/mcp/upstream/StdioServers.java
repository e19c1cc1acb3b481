package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.startup.RefusedToStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which programs may run as servers: only those that a file of the operator's names. Everybody
/// else can say no more than a name.
///
/// ```json
/// {"files": {"command": ["mcp-files", "/srv/{workspace}"], "env": {"LANG": "C"},
///            "directory": "/srv/{workspace}", "workspaces": ["wsp_a"],
///            "processes": 8, "secret": "FILES_KEY",
///            "limits": {"memory_mb": 2048, "cpu_seconds": 3600, "open_files": 1024,
///                       "user_processes": 4096}}}
/// ```
public record StdioServers(Map<String, Program> programs) {

    private static final Set<String> MEMBERS =
            Set.of("command", "env", "directory", "processes", "secret", "limits", "workspaces");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final int PROCESSES = 8;

    /// Without a file there are none.
    public static StdioServers of(Optional<Path> file) {
        return file.map(StdioServers::read).orElseGet(() -> new StdioServers(Map.of()));
    }

    /// The names that may be used.
    public Set<String> names() {
        return programs.keySet();
    }

    /// The program of that name as it runs for that workspace, if it does.
    Optional<Program> program(String name, String workspace) {
        return Optional.ofNullable(programs.get(name))
                .filter(program -> program.isFor(workspace))
                .map(program -> program.in(workspace));
    }

    private static StdioServers read(Path file) {
        try {
            JsonNode all = Wide.MAPPER.readTree(Files.readAllBytes(file));
            var programs = new HashMap<String, Program>();
            for (Map.Entry<String, JsonNode> one : all.properties()) {
                programs.put(one.getKey(), program(one.getKey(), one.getValue()));
            }
            if (!all.isObject() || !programs.keySet().stream().allMatch(StdioServers::isName)) {
                throw wrong("has names of letters, digits and hyphens");
            }
            return new StdioServers(Map.copyOf(programs));
        } catch (IOException unreadable) {
            throw wrong("is a JSON object: " + unreadable.getMessage());
        }
    }

    private static boolean isName(String name) {
        return name.matches("[a-z0-9][a-z0-9-]{0,62}");
    }

    private static Program program(String name, JsonNode one) {
        JsonNode command = one.path("command");
        boolean good =
                command.isArray()
                        && !command.isEmpty()
                        && command.valueStream().allMatch(JsonNode::isTextual)
                        && one.path("env").valueStream().allMatch(JsonNode::isTextual)
                        && one.path("processes").asInt(PROCESSES) > 0
                        && VARIABLE.matcher(one.path("secret").asText("NONE")).matches()
                        && ProgramLimits.isGood(one.path("limits"))
                        && isListOrNone(one.path("workspaces"))
                        && one.properties().stream()
                                .allMatch(member -> MEMBERS.contains(member.getKey()));
        if (!good) {
            throw wrong(
                    "has for "
                            + name
                            + " a command (texts), env, directory, processes, secret (a variable),"
                            + " limits and workspaces (ids)");
        }
        var env = new HashMap<String, String>();
        one.path("env").properties().forEach(set -> env.put(set.getKey(), set.getValue().asText()));
        return new Program(
                command.valueStream().map(JsonNode::textValue).toList(),
                Map.copyOf(env),
                Optional.of(one.path("directory").asText())
                        .filter(text -> !text.isEmpty())
                        .map(Path::of),
                one.path("processes").asInt(PROCESSES),
                Optional.of(one.path("secret").asText()).filter(text -> !text.isEmpty()),
                ProgramLimits.of(one.path("limits")),
                one.has("workspaces")
                        ? Optional.of(
                                one.path("workspaces")
                                        .valueStream()
                                        .map(JsonNode::textValue)
                                        .collect(Collectors.toUnmodifiableSet()))
                        : Optional.empty());
    }

    private static boolean isListOrNone(JsonNode given) {
        return given.isMissingNode()
                || (given.isArray() && given.valueStream().allMatch(JsonNode::isTextual));
    }

    private static RefusedToStart wrong(String what) {
        return new RefusedToStart("CARNET_STDIO_FILE " + what);
    }
}
