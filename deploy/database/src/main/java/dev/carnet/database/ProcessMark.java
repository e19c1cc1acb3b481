package dev.carnet.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process as it can be recognised later: pids are used again, so its start belongs to it.
///
/// @param start on Linux the boot and the kernel's tick, which no step of the clock changes;
///   elsewhere the time in milliseconds
public record ProcessMark(long pid, String start) {

    // Fields of /proc/PID/stat after the command in parentheses (proc(5)): 3 is the state, 20 the
    // number of threads, 22 the start.
    private static final int STATE = 0;
    private static final int THREADS = 17;
    private static final int START = 19;

    /// The mark of a process that runs, if it still does.
    public static Optional<ProcessMark> of(ProcessHandle process) {
        if (!runs(process)) {
            return Optional.empty();
        }
        return start(process).map(start -> new ProcessMark(process.pid(), start));
    }

    /// The process, if it still runs and is not another one with the same pid.
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(handle -> of(handle).equals(Optional.of(this)));
    }

    /// Whether the process runs. One that ended and waits to be noticed by its parent does not.
    public static boolean runs(ProcessHandle process) {
        return process.isAlive() && !statText(process).map(ProcessMark::ended).orElse(false);
    }

    /// A zombie whose last thread is gone. While other threads still end, so do its files and
    /// ports.
    static boolean ended(String text) {
        var stat = fields(text);
        return stat[STATE].equals("Z") && stat[THREADS].equals("1");
    }

    private static Optional<String> start(ProcessHandle process) {
        return stat(process)
                .map(stat -> stat[START] + "@" + boot())
                .or(() -> process.info().startInstant().map(at -> "" + at.toEpochMilli()));
    }

    private static Optional<String[]> stat(ProcessHandle process) {
        return statText(process).map(ProcessMark::fields);
    }

    private static Optional<String> statText(ProcessHandle process) {
        return text(Path.of("/proc/" + process.pid() + "/stat"));
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static String boot() {
        return text(Path.of("/proc/sys/kernel/random/boot_id")).orElse("").strip();
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
