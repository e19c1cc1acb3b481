package dev.carnet.auth.startup;

import dev.carnet.shared.startup.RefusedToStart;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import java.util.logging.Level;
import org.jboss.logging.Logger;

/// How this process ends when it must not serve: one line of its log, and an exit code that a
/// supervisor sees. Both have to be seen to here: Quarkus swallows the exception that stops a start
/// and would wait for ever.
final class NotStarted {

    private static final Logger LOG = Logger.getLogger(NotStarted.class);
    private static final String SHUTDOWN = "io.quarkus.runtime.shutdown.ShutdownRecorder";
    private static final int EXIT_CODE = 1;

    private NotStarted() {}

    /// What is to be thrown because of that failure. A bug is thrown as it is.
    static PreventFurtherStepsException because(RuntimeException failed) {
        RefusedToStart refused = RefusedToStart.in(failed);
        LOG.fatal("not started: " + refused.getMessage());
        // Nothing runs that could end gracefully; Quarkus would say so with a stack trace.
        java.util.logging.Logger.getLogger(SHUTDOWN).setLevel(Level.OFF);
        Quarkus.asyncExit(EXIT_CODE);
        return new PreventFurtherStepsException(refused.getMessage(), EXIT_CODE);
    }
}
