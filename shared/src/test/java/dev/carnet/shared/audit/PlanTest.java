package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import dev.carnet.shared.audit.Plan.Fate;
import dev.carnet.shared.audit.RecoveryStore.Known;
import dev.carnet.shared.chain.Merkle;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What becomes of each event of a batch, decided without a database.
class PlanTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123456789Z");
    private static final String WORKSPACE = "ws_one";

    @Test
    void gives_places_in_order_behind_the_head() {
        Plan plan = plan(NOW, Known.NOTHING, waiting("x"), waiting("y"));
        List<Entry> entries = plan.entries();
        assertEquals(List.of(1L, 2L), entries.stream().map(Entry::seq).toList());
        assertEquals(1, plan.logs().size());
        assertEquals(3, plan.logs().getFirst().after().size());
        assertEquals(entries.getLast().leaf(), plan.logs().getFirst().after().leaf());
        assertTrue(text(entries.getFirst()).contains("\"time\":\"2026-11-20T10:00:00.123456Z\""));
    }

    @Test
    void never_lets_time_go_back() {
        Plan plan = plan(NOW.minusSeconds(90), Known.NOTHING, waiting("x"));
        assertEquals(head(true).time(), plan.entries().getFirst().time());
        assertTrue(plan.clockRegressed());
        assertFalse(plan(NOW, Known.NOTHING, waiting("x")).clockRegressed());
        assertFalse(plan(NOW.minusMillis(900), Known.NOTHING, waiting("x")).clockRegressed());
    }

    @Test
    void refuses_far_clocks_in_both_directions() {
        for (Duration off : List.of(Duration.ofSeconds(301), Duration.ofSeconds(-301))) {
            assertRefused(Reason.CLOCK, NOW.plus(off), Known.NOTHING, waiting("x"));
        }
    }

    @Test
    void refuses_a_frozen_log_and_a_missing_one() {
        Waiting waiting = waiting("x");
        Plan frozen = Plan.of(List.of(waiting), Map.of(WORKSPACE, head(false)), Known.NOTHING, NOW);
        assertEquals(new Fate.Refused(Reason.FROZEN), frozen.fate(waiting));
        Plan missing = Plan.of(List.of(waiting), Map.of(), Known.NOTHING, NOW);
        assertEquals(new Fate.Refused(Reason.NO_LOG), missing.fate(waiting));
    }

    @Test
    void leaves_an_event_where_it_is() {
        Waiting waiting = uncertain(waiting("x"));
        var receipt = new Receipt("audit.test", 7, "x");
        var known = new Known(Map.of(waiting.prepared().eid(), receipt), Set.of(), Set.of());
        Plan plan = plan(NOW, known, waiting);
        assertEquals(new Fate.There(receipt), plan.fate(waiting));
        assertEquals(List.of(), plan.entries());
    }

    @Test
    void gives_one_place_to_an_event_that_waits_twice() {
        Prepared event = prepared("x", UUID.randomUUID(), UUID.randomUUID());
        Plan plan = plan(NOW, Known.NOTHING, Waiting.own(event, false), Waiting.own(event, false));
        assertEquals(1, plan.entries().size());
    }

    @Test
    void makes_no_new_attempt_for_a_caller_that_gave_up() {
        Waiting waiting = waiting("tool.call.begin");
        waiting.abandon();
        assertRefused(Reason.TIMEOUT, NOW, Known.NOTHING, waiting);
    }

    @Test
    void appends_from_the_outbox_only_what_is_still_in_it() {
        Waiting gone = Waiting.own(prepared("x", UUID.randomUUID(), UUID.randomUUID()), true);
        assertRefused(Reason.NOT_IN_OUTBOX, NOW, Known.NOTHING, gone);
        Waiting there = Waiting.own(prepared("x", UUID.randomUUID(), UUID.randomUUID()), true);
        UUID eid = there.prepared().eid();
        Plan plan = plan(NOW, new Known(Map.of(), Set.of(eid), Set.of()), there);
        assertEquals(List.of(eid), plan.settled());
    }

    @Test
    void ends_a_call_once() {
        UUID begin = UUID.randomUUID();
        Waiting first = Waiting.own(prepared("tool.call.end", UUID.randomUUID(), begin), false);
        Waiting second = Waiting.own(prepared("tool.call.end", UUID.randomUUID(), begin), false);
        Plan plan = plan(NOW, new Known(Map.of(), Set.of(), Set.of(begin)), first, second);
        assertInstanceOf(Fate.Placed.class, plan.fate(first));
        assertEquals(new Fate.Refused(Reason.CALL_CLOSED), plan.fate(second));
        Waiting late = Waiting.own(prepared("tool.call.end", UUID.randomUUID(), begin), false);
        assertRefused(Reason.CALL_CLOSED, NOW, Known.NOTHING, late);
    }

    private static void assertRefused(Reason reason, Instant now, Known known, Waiting waiting) {
        Plan plan = plan(now, known, waiting);
        assertEquals(List.of(), plan.entries());
        assertEquals(List.of(), plan.logs());
        assertEquals(new Fate.Refused(reason), plan.fate(waiting));
    }

    private static Plan plan(Instant now, Known known, Waiting... batch) {
        return Plan.of(List.of(batch), Map.of(WORKSPACE, head(true)), known, now);
    }

    /// A head whose clock and last entry are of `NOW`, with one entry.
    private static Head head(boolean open) {
        var leaf = Buffer.buffer(Merkle.leaf(new byte[] {1}));
        Instant time = Instant.parse("2026-11-20T10:00:00Z");
        return new Head(1, WORKSPACE, "audit.test", 1, leaf, time, leaf, open, NOW);
    }

    private static Waiting uncertain(Waiting waiting) {
        waiting.makeUncertain();
        return waiting;
    }

    private static Waiting waiting(String act) {
        return Waiting.own(prepared(act, UUID.randomUUID(), UUID.randomUUID()), false);
    }

    private static Prepared prepared(String act, UUID eid, UUID begin) {
        var fields =
                new TreeMap<>(Map.of("act", act, "eid", eid.toString(), "begin", begin.toString()));
        return new Prepared(WORKSPACE, fields, Buffer.buffer("{}"), List.of(), List.of());
    }

    private static String text(Entry entry) {
        return entry.data().toString();
    }
}
