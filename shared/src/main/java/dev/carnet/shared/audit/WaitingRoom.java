package dev.carnet.shared.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The bounded queue before the writer. Any thread may enter; only the writer's event loop takes
/// out. What comes back after a failed attempt goes to the front, in its old order.
final class WaitingRoom {

    private final Queue<Waiting> arrivals = new ConcurrentLinkedQueue<>();
    private final Deque<Waiting> returned = new ArrayDeque<>();
    private final AtomicInteger inside = new AtomicInteger();

    /// Takes a seat, unless all are taken.
    boolean enter(Waiting waiting) {
        if (inside.incrementAndGet() > AuditLimits.WAITING) {
            inside.decrementAndGet();
            return false;
        }
        arrivals.add(waiting);
        return true;
    }

    /// Lets in an event of the writer's own, full or not: there are never more than one tick finds.
    void enterOwn(Waiting waiting) {
        inside.incrementAndGet();
        arrivals.add(waiting);
    }

    boolean isEmpty() {
        return returned.isEmpty() && arrivals.isEmpty();
    }

    /// How many are inside, those in the current batch included.
    int size() {
        return inside.get();
    }

    /// The next batch: as many as one transaction may hold.
    List<Waiting> take() {
        var batch = new ArrayList<Waiting>();
        int weight = 0;
        for (var next = peek(); next.isPresent(); next = peek()) {
            weight += next.get().prepared().weight();
            if (!fits(batch, weight, next.get())) {
                break;
            }
            batch.add(next());
            if (next.get().alone()) {
                break;
            }
        }
        return batch;
    }

    /// Late arrivals whose logs are locked already, while there is room in the batch.
    void top(List<Waiting> batch, Set<String> locked) {
        if (batch.getFirst().alone() || !returned.isEmpty()) {
            return;
        }
        int weight = batch.stream().mapToInt(waiting -> waiting.prepared().weight()).sum();
        for (var next = arrivals.peek(); next != null; next = arrivals.peek()) {
            weight += next.prepared().weight();
            if (!locked.contains(next.prepared().workspace()) || !fits(batch, weight, next)) {
                return;
            }
            batch.add(next());
        }
    }

    /// Brings a batch back to the front.
    void giveBack(List<Waiting> batch) {
        batch.reversed().forEach(returned::addFirst);
    }

    /// Those of the batch are done.
    void leave(int count) {
        inside.addAndGet(-count);
    }

    /// Gives up on those whose callers have waited too long. Who has not been tried yet leaves.
    void expire(long nowNanos) {
        for (var seats : List.of(returned, arrivals)) {
            seats.stream().filter(one -> one.overdue(nowNanos)).forEach(Waiting::abandon);
            seats.removeIf(
                    one -> one.abandoned() && !one.uncertain() && inside.decrementAndGet() >= 0);
        }
    }

    /// Everybody who is not in the current batch, taken out.
    List<Waiting> clear() {
        var all = new ArrayList<Waiting>();
        for (var next = peek(); next.isPresent(); next = peek()) {
            all.add(next());
        }
        return all;
    }

    private static boolean fits(List<Waiting> batch, int weight, Waiting next) {
        return batch.isEmpty()
                || (batch.size() < AuditLimits.BATCH_ENTRIES
                        && weight <= AuditLimits.BATCH_BYTES
                        && !next.alone());
    }

    private Optional<Waiting> peek() {
        return Optional.ofNullable(returned.isEmpty() ? arrivals.peek() : returned.peekFirst());
    }

    private Waiting next() {
        return returned.isEmpty() ? arrivals.remove() : returned.removeFirst();
    }
}
