package dev.carnet.shared.verify;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The lines of a file, which end at LF and at nothing else. Of a line too long to be one only so
/// much is kept that it is still too long.
final class Lines {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int KEPT_BYTES = 1 << 16;

    private final InputStream file;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(InputStream file) {
        this.file = new BufferedInputStream(file, BUFFER_BYTES);
    }

    /// The next line without its LF; the last one may lack it.
    Optional<byte[]> next() throws IOException {
        line.reset();
        int next = file.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n'; next = file.read()) {
            if (line.size() < KEPT_BYTES) {
                line.write(next);
            }
        }
        return Optional.of(line.toByteArray());
    }
}
