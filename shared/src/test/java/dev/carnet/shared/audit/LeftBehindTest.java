package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import dev.carnet.shared.audit.FaultyWire.Fault;
import dev.carnet.shared.audit.FaultyWire.Mode;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a process leaves behind when it dies, and who picks it up. Those that wait for ten seconds
/// of silence do so beside the others.
class LeftBehindTest {

    /// Its own: processes that live or die here would be seen by the others.
    private static final AuditDatabase DATABASE = AuditDatabase.start();

    @Test
    void an_outbox_row_is_appended_by_one_of_the_others() throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog dead = DATABASE.writer();
        Event event = event(workspace, "key.create").hide("name", "a key");
        var connection = DATABASE.connect("carnet_auth");
        dead.outbox().put(connection, event).await().atMost(AuditDatabase.WAIT);
        connection.closeAndAwait();
        dead.close().await().atMost(AuditDatabase.WAIT);
        age("audit.outbox SET at = at - interval '6 seconds' WHERE eid = '" + event.eid() + "'");
        GroupCommitLog one = DATABASE.writer();
        GroupCommitLog two = DATABASE.writer();
        eventually(() -> DATABASE.receipts(workspace).containsKey(event.eid()));
        Thread.sleep(1500);
        assertEquals(2, DATABASE.lines(workspace).size());
        assertEquals(1, disclosures(workspace));
        close(one, two);
    }

    @Test
    void outbox_rows_of_a_frozen_log_do_not_crowd_out_others() throws Exception {
        String frozen = DATABASE.workspace();
        String workspace = DATABASE.workspace();
        GroupCommitLog log = DATABASE.writer();
        DATABASE.execute(
                "UPDATE audit.log SET state = 'frozen' WHERE workspace_id = '" + frozen + "'");
        var connection = DATABASE.connect("carnet_auth");
        for (int i = 0; i < AuditLimits.SWEEP; i++) {
            put(log, connection, event(frozen, "key.create"));
        }
        Event event = event(workspace, "key.create");
        put(log, connection, event);
        connection.closeAndAwait();
        age(
                "audit.outbox SET at = at - interval '60 seconds' WHERE workspace_id IN ('%s', '%s')"
                        .formatted(frozen, workspace));
        eventually(() -> DATABASE.receipts(workspace).containsKey(event.eid()));
        assertEquals(1, DATABASE.lines(frozen).size());
        close(log);
    }

    private static void put(GroupCommitLog log, SqlConnection connection, Event event) {
        log.outbox().put(connection, event).await().atMost(AuditDatabase.WAIT);
    }

    @Test
    void a_fresh_outbox_row_is_left_to_its_owner() throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog log = DATABASE.writer();
        var connection = DATABASE.connect("carnet_auth");
        var left =
                log.outbox()
                        .put(connection, event(workspace, "key.create"))
                        .await()
                        .atMost(AuditDatabase.WAIT);
        connection.closeAndAwait();
        Thread.sleep(2500);
        assertEquals(1, DATABASE.lines(workspace).size());
        assertEquals(1, log.settle(left).await().atMost(AuditDatabase.WAIT).seq());
        close(log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool.call", "resource.watch"})
    @Execution(ExecutionMode.CONCURRENT)
    void what_a_silent_process_began_is_closed_once_as_unknown(String what) throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog dead = DATABASE.writer();
        Event begin = event(workspace, what + ".begin").with("tool", "whoami");
        dead.append(begin).await().atMost(AuditDatabase.WAIT);
        dead.close().await().atMost(AuditDatabase.WAIT);
        GroupCommitLog one = DATABASE.writer();
        GroupCommitLog two = DATABASE.writer();
        eventually(() -> DATABASE.lines(workspace).size() > 2);
        Thread.sleep(1500);
        List<byte[]> lines = DATABASE.lines(workspace);
        assertEquals(3, lines.size());
        String end = new String(lines.get(2), StandardCharsets.UTF_8);
        assertTrue(end.contains("\"act\":\"" + what + ".end\""), end);
        assertTrue(end.contains("\"begin\":\"" + begin.eid() + "\""), end);
        assertTrue(end.contains("\"out\":\"unknown\""), end);
        assertTrue(end.contains("\"tool\":\"whoami\""), end);
        var late = event(workspace, what + ".end").with("begin", begin.eid()).with("out", "ok");
        var refusal =
                assertThrows(
                        AuditUnavailable.class,
                        () -> one.append(late).await().atMost(AuditDatabase.WAIT));
        assertEquals(Reason.CALL_CLOSED, refusal.reason());
        close(one, two);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_call_of_a_living_process_stays_open() throws Exception {
        String workspace = DATABASE.workspace();
        GroupCommitLog one = DATABASE.writer();
        GroupCommitLog two = DATABASE.writer();
        Event begin = event(workspace, "tool.call.begin");
        one.append(begin).await().atMost(AuditDatabase.WAIT);
        Thread.sleep(12_500);
        assertEquals(2, DATABASE.lines(workspace).size());
        one.append(end(begin)).await().atMost(AuditDatabase.WAIT);
        close(one, two);
    }

    @Test
    void a_begin_whose_caller_gave_up_is_closed_as_aborted() throws Exception {
        String workspace = DATABASE.workspace();
        try (var wire = new FaultyWire(DATABASE.server.port())) {
            GroupCommitLog log = DATABASE.writer(DATABASE.as("carnet_mcp").setPort(wire.port()));
            log.append(event(workspace, "call.refused")).await().atMost(AuditDatabase.WAIT);
            wire.arm(List.of(new Fault("COMMIT", Mode.CUT_AFTER)));
            wire.bar(true);
            Event begin = event(workspace, "tool.call.begin");
            var refusal =
                    assertThrows(
                            AuditUnavailable.class,
                            () -> log.append(begin).await().atMost(AuditDatabase.WAIT));
            assertEquals(Reason.TIMEOUT, refusal.reason());
            assertEquals(3, DATABASE.lines(workspace).size());
            wire.bar(false);
            eventually(() -> DATABASE.lines(workspace).size() > 3);
            String end = new String(DATABASE.lines(workspace).get(3), StandardCharsets.UTF_8);
            assertTrue(end.contains("\"begin\":\"" + begin.eid() + "\""), end);
            assertTrue(end.contains("\"out\":\"aborted\""), end);
            close(log);
        }
    }

    @Test
    void an_event_whose_caller_gave_up_is_not_written_afterwards() throws Exception {
        String workspace = DATABASE.workspace();
        try (var wire = new FaultyWire(DATABASE.server.port())) {
            GroupCommitLog log = DATABASE.writer(DATABASE.as("carnet_mcp").setPort(wire.port()));
            wire.bar(true);
            wire.cut();
            assertThrows(
                    AuditUnavailable.class,
                    () ->
                            log.append(event(workspace, "tool.call.begin"))
                                    .await()
                                    .atMost(AuditDatabase.WAIT));
            wire.bar(false);
            eventually(log::ready);
            log.append(event(workspace, "call.refused")).await().atMost(AuditDatabase.WAIT);
            assertEquals(2, DATABASE.lines(workspace).size());
            assertEquals(0, log.waiting());
            close(log);
        }
    }

    private static Event event(String workspace, String act) {
        return Event.of(workspace, act, Instant.now()).with("sub", "psn_test");
    }

    private static Event end(Event begin) {
        return event(begin.workspace(), "tool.call.end").with("begin", begin.eid());
    }

    private static void age(String update) throws Exception {
        DATABASE.execute("UPDATE " + update);
    }

    private static long disclosures(String workspace) throws Exception {
        return DATABASE.count(
                "SELECT count(*) FROM audit.disclosure JOIN audit.log USING (log_id)"
                        + " WHERE workspace_id = '"
                        + workspace
                        + "'");
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + AuditDatabase.WAIT.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, "it never happened");
            Thread.sleep(50);
        }
    }

    private static void close(GroupCommitLog... logs) {
        for (GroupCommitLog log : logs) {
            log.close().await().atMost(AuditDatabase.WAIT);
        }
    }
}
