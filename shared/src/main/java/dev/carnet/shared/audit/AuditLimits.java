package dev.carnet.shared.audit;

import java.time.Duration;

/// Every limit of the writer.
final class AuditLimits {

    /// Entries of one transaction.
    static final int BATCH_ENTRIES = 512;

    /// Bytes of one transaction.
    static final int BATCH_BYTES = 1 << 20;

    /// Events that may wait; the next one is refused.
    static final int WAITING = 4_096;

    /// How long a caller waits before it is told that nobody knows.
    static final Duration CALLER = Duration.ofSeconds(6);

    /// How long one transaction may take before its connection is given up.
    static final Duration TRANSACTION = Duration.ofSeconds(4);

    /// How long the server lets a silent writer hold the lock on a log's head.
    static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(2);

    /// How long connecting may take.
    static final Duration CONNECT = Duration.ofSeconds(4);

    /// Pause before connecting again, doubled up to the second value.
    static final Duration RECONNECT_FIRST = Duration.ofMillis(50);

    static final Duration RECONNECT_MOST = Duration.ofSeconds(1);

    /// Heartbeat, sweep of the outbox, search for calls of dead processes.
    static final Duration TICK = Duration.ofSeconds(1);

    /// How far this clock may be from the database's.
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// A clock that goes back by more than this is an event of its own.
    static final Duration CLOCK_REGRESSION = Duration.ofSeconds(1);

    /// Rows of the outbox, or calls of dead processes, taken up per tick.
    static final int SWEEP = 256;

    /// Data keys kept in memory.
    static final int DATA_KEYS = 10_000;

    private AuditLimits() {}
}
