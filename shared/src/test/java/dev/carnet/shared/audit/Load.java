package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.trail.AuditReading;
import dev.carnet.shared.trail.CheckStep;
import dev.carnet.shared.verify.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Callers that append, settle, begin and end, remember every receipt, and compare it with the log
/// in the end.
final class Load {

    private final GroupCommitLog writer;
    private final AuditDatabase database;
    private final String workspace;
    private final Pool pool;
    private final Map<String, Receipt> receipts = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();

    Load(GroupCommitLog writer, AuditDatabase database, String workspace) {
        this.writer = writer;
        this.database = database;
        this.workspace = workspace;
        this.pool = database.pool("carnet_auth");
    }

    /// So many callers at once, each so many times.
    void run(int callers, int times) throws InterruptedException {
        var threads = new Thread[callers];
        for (int i = 0; i < callers; i++) {
            threads[i] = Thread.ofVirtual().start(() -> repeat(times));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// One caller that goes on while the database is away.
    void appendForAWhile() {
        for (int i = 0; i < 60; i++) {
            plain();
            call();
        }
    }

    void runUntil(BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + AuditDatabase.WAIT.toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < deadline) {
            run(4, 3);
        }
    }

    int acknowledged() {
        return receipts.size();
    }

    int refused() {
        return refused.get();
    }

    /// Waits until the writer has nothing left to do.
    void settleDown() throws InterruptedException {
        long deadline = System.nanoTime() + AuditDatabase.WAIT.toNanos();
        while (writer.waiting() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertEquals(0, writer.waiting());
    }

    /// The log is intact, and every receipt is true.
    void check() throws Exception {
        var last =
                (CheckStep.Done)
                        new AuditReading(pool)
                                .check(workspace)
                                .collect()
                                .last()
                                .await()
                                .atMost(AuditDatabase.WAIT);
        var intact = assertInstanceOf(Verdict.Intact.class, last.verdict(), last.verdict().line());
        assertTrue(intact.size() > receipts.size());
        Map<String, Receipt> stored = database.receipts(workspace);
        receipts.forEach((eid, receipt) -> assertEquals(receipt, stored.get(eid)));
        assertEquals(intact.size(), stored.size());
        pool.closeAndAwait();
    }

    private void repeat(int times) {
        for (int i = 0; i < times; i++) {
            switch (i % 3) {
                case 0 -> plain();
                case 1 -> outboxed();
                default -> call();
            }
        }
    }

    private void plain() {
        Event event = event("call.refused").hide("ip", "192.0.2.7");
        attempt(event.eid(), writer.append(event));
    }

    private void outboxed() {
        Event event = event("key.create").hide("name", "a key");
        Outboxed left =
                pool.withTransaction(transaction -> writer.outbox().put(transaction, event))
                        .await()
                        .atMost(AuditDatabase.WAIT);
        attempt(left.eid(), writer.settle(left));
    }

    private void call() {
        Event begin = event("tool.call.begin").with("tool", "whoami").hide("args", "{}");
        if (attempt(begin.eid(), writer.append(begin))) {
            Event end = event("tool.call.end").with("begin", begin.eid()).with("out", "ok");
            attempt(end.eid(), writer.append(end));
        }
    }

    private boolean attempt(String eid, Uni<Receipt> work) {
        try {
            receipts.put(eid, work.await().atMost(AuditDatabase.WAIT));
            return true;
        } catch (AuditUnavailable e) {
            refused.incrementAndGet();
            return false;
        }
    }

    private Event event(String act) {
        return Event.of(workspace, act, Instant.now()).with("sub", "psn_test");
    }
}
