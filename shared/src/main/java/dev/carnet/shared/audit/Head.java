package dev.carnet.shared.audit;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/// The head row of a log, as it was when its lock was taken.
///
/// @param leaf hash of the last entry
/// @param frontier compact range of all entries
/// @param clock the database's clock at that moment
record Head(
        int logId,
        String workspace,
        String origin,
        long size,
        Buffer leaf,
        Instant time,
        Buffer frontier,
        boolean open,
        Instant clock) {}
