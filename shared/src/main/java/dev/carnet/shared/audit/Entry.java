package dev.carnet.shared.audit;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/// An event at its place in a log.
record Entry(
        int logId,
        String origin,
        long seq,
        Buffer leaf,
        Buffer data,
        Instant time,
        Prepared prepared) {}
