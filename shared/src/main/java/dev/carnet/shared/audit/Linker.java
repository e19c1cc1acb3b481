package dev.carnet.shared.audit;

import dev.carnet.shared.chain.Frontier;
import dev.carnet.shared.chain.Line;
import dev.carnet.shared.chain.Merkle;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Gives events their places behind a locked head: number, time, predecessor, hash. Nothing is
/// written here; if the transaction fails, the linker is thrown away and the head read again.
final class Linker {

    private final Head before;
    private final Frontier frontier;
    private byte[] leaf;
    private Instant time;

    private Linker(Head head, Frontier frontier) {
        this.before = head;
        this.frontier = frontier;
        this.leaf = head.leaf().getBytes();
        this.time = head.time();
    }

    /// Continues that log.
    static Linker after(Head head) {
        return new Linker(head, Frontier.of(head.size(), head.frontier().getBytes()));
    }

    /// The next entry. Its time is the clock's or the previous entry's, whichever is later.
    Entry link(Prepared prepared, Instant now) {
        Instant micros = now.truncatedTo(ChronoUnit.MICROS);
        time = micros.isBefore(time) ? time : micros;
        long seq = frontier.size();
        byte[] data = Line.of(prepared.event().getBytes(), before.origin(), leaf, seq, time);
        leaf = Merkle.leaf(data);
        frontier.add(leaf);
        return new Entry(
                before.logId(),
                before.origin(),
                seq,
                Buffer.buffer(leaf),
                Buffer.buffer(data),
                time,
                prepared);
    }

    /// The head before the first link.
    Head before() {
        return before;
    }

    /// The head after the last link.
    Head after() {
        return new Head(
                before.logId(),
                before.workspace(),
                before.origin(),
                frontier.size(),
                Buffer.buffer(leaf),
                time,
                Buffer.buffer(frontier.bytes()),
                before.open(),
                before.clock());
    }
}
