package dev.carnet.shared.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// The lines of a file, which end at LF and at nothing else. Of a line too long to be one only so
/// much is kept that it is still too long.
final class Lines {

    private static final int BUFFER_BYTES = 1 << 17;
    private static final int KEPT_BYTES = 1 << 16;

    private final InputStream file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    Lines(InputStream file) {
        this.file = file;
    }

    /// The next line without its LF; the last one may lack it.
    Optional<byte[]> next() throws IOException {
        if (from == to && !refill()) {
            return Optional.empty();
        }
        int end = end();
        if (end < to) {
            byte[] line = Arrays.copyOfRange(buffer, from, end);
            from = end + 1;
            return Optional.of(line);
        }
        return Optional.of(pieced());
    }

    /// A line that does not end in this buffer.
    private byte[] pieced() throws IOException {
        var line = new ByteArrayOutputStream();
        do {
            int end = end();
            int room = KEPT_BYTES - line.size();
            line.write(buffer, from, Math.min(end - from, room));
            boolean complete = end < to;
            from = complete ? end + 1 : to;
            if (complete) {
                break;
            }
        } while (refill());
        return line.toByteArray();
    }

    /// Where the line ends in this buffer, or where the buffer does.
    private int end() {
        int end = from;
        while (end < to && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean refill() throws IOException {
        from = 0;
        to = Math.max(file.read(buffer), 0);
        return to > 0;
    }
}
