package dev.carnet.shared.audit;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/// Where a durable entry stands: the log's origin, its index, and its leaf hash in base64.
public record Receipt(String log, long seq, String leaf) {

    static Receipt of(String log, long seq, Buffer leaf) {
        return new Receipt(log, seq, Base64.getEncoder().encodeToString(leaf.getBytes()));
    }

    static Receipt of(Entry entry) {
        return of(entry.origin(), entry.seq(), entry.leaf());
    }
}
