package dev.carnet.shared.fetch;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/// What came back: the whole of it, within its bounds.
record Answer(int status, MultiMap headers, Buffer body) {

    private static final int NOT_MODIFIED = 304;

    /// Whether what we hold still holds (RFC 9110 §15.4.5).
    boolean isNotModified() {
        return status == NOT_MODIFIED;
    }
}
