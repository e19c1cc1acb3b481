package dev.carnet.local.stack;

import dev.carnet.database.ProcessMark;
import java.io.IOException;

/// How processes end.
final class Ends {

    private static final int PAUSE_MILLIS = 50;
    private static final int PATIENCE_MILLIS = 20_000;

    private Ends() {}

    /// Asks the process to end (SIGTERM) and kills it when it does not.
    static void stop(ProcessHandle process) throws IOException {
        process.destroy();
        if (!endsWithin(process, PATIENCE_MILLIS)) {
            kill(process);
        }
    }

    /// Kills the process (SIGKILL) and waits until it is gone.
    static void kill(ProcessHandle process) throws IOException {
        process.destroyForcibly();
        if (!endsWithin(process, PATIENCE_MILLIS)) {
            throw new IOException("process " + process.pid() + " cannot be killed");
        }
    }

    /// The moment between two looks at something.
    static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a process", interrupted);
        }
    }

    private static boolean endsWithin(ProcessHandle process, int millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (ProcessMark.runs(process)) {
            if (System.nanoTime() > end) {
                return false;
            }
            pause();
        }
        return true;
    }
}
