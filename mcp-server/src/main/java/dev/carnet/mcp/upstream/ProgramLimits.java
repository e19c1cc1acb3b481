package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What one process of a program may cost, set by the operating system before the program begins
/// (`ulimit`), for it and each process it starts. One that cannot be set is a reason not to begin.
///
/// @param memoryMegabytes data of its own (`RLIMIT_DATA`): what it maps without using is free
/// @param cpuSeconds after which it is ended; the next use begins another
/// @param openFiles at a time
/// @param userProcesses of its user at a time, threads and other programs included; the superuser
///   has no such limit
record ProgramLimits(int memoryMegabytes, int cpuSeconds, int openFiles, int userProcesses) {

    /// What stands unless the file says otherwise.
    static final ProgramLimits USUAL = new ProgramLimits(2_048, 3_600, 1_024, 4_096);

    private static final String MEMORY = "memory_mb";
    private static final String CPU = "cpu_seconds";
    private static final String FILES = "open_files";
    private static final String PROCESSES = "user_processes";
    private static final Set<String> MEMBERS = Set.of(MEMORY, CPU, FILES, PROCESSES);
    private static final int MOST = 1 << 20;

    /// The command comes as arguments and is never read as text. No memory of it is left in files.
    /// Shells disagree about the letter for processes.
    private static final String SCRIPT =
            """
            ulimit -c 0 && ulimit -d "$1" && ulimit -t "$2" && ulimit -n "$3" || exit 126
            if (ulimit -u) >/dev/null 2>&1; then ulimit -u "$4"; else ulimit -p "$4"; fi || exit 126
            shift 4 && exec "$@"
            """;

    /// Whether it is an object of whole numbers in their range.
    static boolean isGood(JsonNode given) {
        return given.isMissingNode()
                || (given.isObject()
                        && given.properties().stream()
                                .allMatch(one ->
                                        MEMBERS.contains(one.getKey())
                                                && one.getValue().isInt()
                                                && one.getValue().asInt() > 0
                                                && one.getValue().asInt() <= MOST));
    }

    static ProgramLimits of(JsonNode given) {
        return new ProgramLimits(
                given.path(MEMORY).asInt(USUAL.memoryMegabytes),
                given.path(CPU).asInt(USUAL.cpuSeconds),
                given.path(FILES).asInt(USUAL.openFiles),
                given.path(PROCESSES).asInt(USUAL.userProcesses));
    }

    /// The command that sets them and then becomes the given one.
    List<String> before(List<String> command) {
        var all = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
        Stream.of(
                        memoryMegabytes * 1_024L,
                        (long) cpuSeconds,
                        (long) openFiles,
                        (long) userProcesses)
                .map(String::valueOf)
                .forEach(all::add);
        all.addAll(command);
        return List.copyOf(all);
    }
}
