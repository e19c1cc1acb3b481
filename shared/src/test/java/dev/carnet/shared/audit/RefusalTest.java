package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// When the writer does not take an event.
@ResourceLock(AuditDatabase.LOCK)
class RefusalTest {

    private static final AuditDatabase DATABASE = AuditDatabase.get();

    @Test
    void refuses_what_may_never_be_written() {
        GroupCommitLog log = DATABASE.writer();
        Event plain = event("ws_x").with("password", "x");
        assertThrows(IllegalArgumentException.class, () -> await(log.append(plain)));
        Event hidden = event("ws_x").hide("body", "x");
        assertThrows(IllegalArgumentException.class, () -> await(log.append(hidden)));
        Event nul = event("ws_x").with("tool", "a\0b");
        assertThrows(IllegalArgumentException.class, () -> await(log.append(nul)));
        Event endOfNothing = Event.of("ws_x", "tool.call.end", Instant.now());
        assertThrows(IllegalArgumentException.class, () -> await(log.append(endOfNothing)));
        close(log);
    }

    @Test
    void refuses_when_too_many_wait() throws Exception {
        String workspace = DATABASE.workspace();
        try (var wire = new FaultyWire(DATABASE.server.port())) {
            GroupCommitLog log = DATABASE.writer(DATABASE.as("carnet_mcp").setPort(wire.port()));
            wire.bar(true);
            wire.cut();
            var refusals = new ArrayList<Reason>();
            Multi.createFrom()
                    .range(0, AuditLimits.WAITING + 10)
                    .onItem()
                    .transformToUni(i ->
                            log.append(event(workspace))
                                    .onFailure(AuditUnavailable.class)
                                    .invoke(e -> note(refusals, e))
                                    .onFailure()
                                    .recoverWithNull())
                    .merge(AuditLimits.WAITING + 10)
                    .collect()
                    .last()
                    .await()
                    .atMost(AuditDatabase.WAIT);
            assertEquals(10, refusals.stream().filter(Reason.QUEUE_FULL::equals).count());
            assertEquals(
                    AuditLimits.WAITING, refusals.stream().filter(Reason.TIMEOUT::equals).count());
            wire.bar(false);
            close(log);
        }
    }

    private static void note(List<Reason> refusals, Throwable failure) {
        synchronized (refusals) {
            refusals.add(((AuditUnavailable) failure).reason());
        }
    }

    @Test
    void refuses_alone_the_event_the_database_does_not_take() throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog log = DATABASE.writer();
        DATABASE.execute(
                "ALTER TABLE audit.index ADD CONSTRAINT no_poison CHECK (tool <> 'poison')");
        Event bad = event(workspace).with("tool", "poison");
        var good = new ArrayList<Uni<Receipt>>();
        for (int i = 0; i < 20; i++) {
            good.add(log.append(event(workspace)));
        }
        good.add(10, log.append(bad).onFailure(AuditUnavailable.class).recoverWithNull());
        Uni.join().all(good).andFailFast().await().atMost(AuditDatabase.WAIT);
        assertEquals(21, DATABASE.lines(workspace).size());
        var refusal = assertThrows(AuditUnavailable.class, () -> await(log.append(bad)));
        assertEquals(Reason.REFUSED, refusal.reason());
        DATABASE.execute("ALTER TABLE audit.index DROP CONSTRAINT no_poison");
        close(log);
    }

    @Test
    void refuses_a_second_end_of_a_call() throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog log = DATABASE.writer();
        Event begin = Event.of(workspace, "tool.call.begin", Instant.now());
        await(log.append(begin));
        Uni<Receipt> one = log.append(end(begin));
        Uni<Receipt> two = log.append(end(begin));
        var both = Uni.join().all(one, two).andCollectFailures();
        assertThrows(RuntimeException.class, () -> both.await().atMost(AuditDatabase.WAIT));
        assertEquals(3, DATABASE.lines(workspace).size());
        var refusal = assertThrows(AuditUnavailable.class, () -> await(log.append(end(begin))));
        assertEquals(Reason.CALL_CLOSED, refusal.reason());
        close(log);
    }

    @Test
    void refuses_to_settle_what_was_rolled_back() {
        String workspace = DATABASE.workspace();
        GroupCommitLog log = DATABASE.writer();
        AuditOutbox.Insert never = log.outbox().insert(event(workspace));
        var refusal =
                assertThrows(AuditUnavailable.class, () -> await(log.settle(never.outboxed())));
        assertEquals(Reason.NOT_IN_OUTBOX, refusal.reason());
        close(log);
    }

    @Test
    void answers_the_same_event_with_the_same_place() throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog log = DATABASE.writer();
        Event event = event(workspace);
        List<Receipt> receipts =
                Uni.join()
                        .all(log.append(event), log.append(event), log.append(event))
                        .andFailFast()
                        .await()
                        .atMost(AuditDatabase.WAIT);
        assertEquals(receipts.getFirst(), await(log.append(event)));
        assertEquals(1, receipts.stream().distinct().count());
        assertEquals(2, DATABASE.lines(workspace).size());
        close(log);
    }

    @Test
    void refuses_after_it_was_stopped() {
        GroupCommitLog log = DATABASE.writer();
        assertTrue(log.ready());
        close(log);
        assertFalse(log.ready());
        var refusal = assertThrows(AuditUnavailable.class, () -> await(log.append(event("ws_x"))));
        assertEquals(Reason.STOPPED, refusal.reason());
    }

    @Test
    void refuses_while_its_clock_is_far_from_that_of_the_database() throws Exception {
        for (Duration off : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
            String workspace = DATABASE.workspace();
            GroupCommitLog log = DATABASE.writer(Clock.offset(Clock.systemUTC(), off));
            var refusal =
                    assertThrows(AuditUnavailable.class, () -> await(log.append(event(workspace))));
            assertEquals(Reason.CLOCK, refusal.reason());
            close(log);
        }
    }

    @Test
    void never_lets_time_go_back_and_says_so() throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog right = DATABASE.writer();
        GroupCommitLog late =
                DATABASE.writer(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-2)));
        String before = "SELECT count(*) FROM audit.index WHERE act = 'node.clock_regressed'";
        long reports = DATABASE.count(before);
        await(right.append(event(workspace)));
        await(late.append(event(workspace)));
        await(right.append(event(workspace)));
        await(late.append(event(workspace)));
        close(late);
        close(right);
        new Load(right, DATABASE, workspace).check();
        assertEquals(reports + 1, DATABASE.count(before));
    }

    private static Event event(String workspace) {
        return Event.of(workspace, "call.refused", Instant.now());
    }

    private static Event end(Event begin) {
        return Event.of(begin.workspace(), "tool.call.end", Instant.now())
                .with("begin", begin.eid());
    }

    private static Receipt await(Uni<Receipt> receipt) {
        return receipt.await().atMost(AuditDatabase.WAIT);
    }

    private static void close(GroupCommitLog log) {
        log.close().await().atMost(AuditDatabase.WAIT);
    }
}
