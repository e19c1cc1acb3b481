package dev.carnet.local.stack;

import java.io.IOException;
import java.util.Optional;

/// One process of a running Carnet.
sealed interface Part permits DatabasePart, ServicePart {

    /// How people call it: `postgres`, `auth-server`, `mcp-server-1`.
    String name();

    /// Starts it, without waiting until it is ready.
    void start() throws IOException;

    /// Waits until it is ready to work.
    void awaitReady() throws IOException;

    /// Asks it to end, and waits until it has.
    void stop() throws IOException;

    /// Its process, if it runs.
    Optional<ProcessHandle> process() throws IOException;
}
