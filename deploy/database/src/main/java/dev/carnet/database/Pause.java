package dev.carnet.database;

import java.io.IOException;

/// A short wait between two looks at another process.
final class Pause {

    private Pause() {}

    static void millis(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for PostgreSQL", interrupted);
        }
    }
}
