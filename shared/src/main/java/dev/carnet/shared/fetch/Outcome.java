package dev.carnet.shared.fetch;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/// What became of a fetch. Callers decide what it means for whoever asked.
public sealed interface Outcome {

    /// It is here, fetched now or a while ago.
    ///
    /// @param freshUntil when it is asked for again
    record Document(Buffer body, Instant freshUntil) implements Outcome {}

    /// Nothing was sent: the URL, or the address behind it, is not one to fetch from.
    ///
    /// @param reason for the audit log only
    record Forbidden(String reason) implements Outcome {}

    /// Nothing usable came; at another time it may.
    ///
    /// @param reason for the audit log only
    record Unavailable(String reason) implements Outcome {}
}
