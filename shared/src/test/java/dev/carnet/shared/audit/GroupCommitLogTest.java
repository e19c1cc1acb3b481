package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(AuditDatabase.LOCK)
class GroupCommitLogTest {

    private static final AuditDatabase DATABASE = AuditDatabase.get();
    private static final GroupCommitLog LOG = DATABASE.writer();

    @AfterAll
    static void close() {
        LOG.close().await().atMost(AuditDatabase.WAIT);
    }

    @Test
    void answers_with_the_place_of_a_durable_entry() throws Exception {
        String workspace = DATABASE.workspace();
        Receipt receipt = append(event(workspace).with("out", "ok").hide("ip", "192.0.2.1"));
        assertEquals(1, receipt.seq());
        List<byte[]> lines = DATABASE.lines(workspace);
        assertEquals(2, lines.size());
        String line = new String(lines.get(1), StandardCharsets.UTF_8);
        assertEquals(-1, line.indexOf("192.0.2.1"));
    }

    @Test
    void gives_many_callers_a_place_each() throws Exception {
        String workspace = DATABASE.workspace();
        List<Receipt> receipts =
                Multi.createFrom()
                        .range(0, 2000)
                        .onItem()
                        .transformToUni(i -> LOG.append(event(workspace)))
                        .merge(64)
                        .collect()
                        .asList()
                        .await()
                        .atMost(AuditDatabase.WAIT);
        var places = new HashSet<Long>();
        receipts.forEach(receipt -> places.add(receipt.seq()));
        assertEquals(2000, places.size());
        assertEquals(2001, DATABASE.lines(workspace).size());
    }

    @Test
    void settles_what_a_transaction_left_in_the_outbox() throws Exception {
        String workspace = DATABASE.workspace();
        var connection = DATABASE.connect("carnet_auth");
        AuditLog.Outboxed outboxed =
                LOG.outbox()
                        .put(connection, event(workspace).hide("email", "a@example.com"))
                        .await()
                        .atMost(AuditDatabase.WAIT);
        connection.closeAndAwait();
        Receipt receipt = LOG.settle(outboxed).await().atMost(AuditDatabase.WAIT);
        assertEquals(1, receipt.seq());
        assertEquals(receipt, LOG.settle(outboxed).await().atMost(AuditDatabase.WAIT));
        assertEquals(
                0,
                DATABASE.count(
                        "SELECT count(*) FROM audit.outbox WHERE eid = '" + outboxed.eid() + "'"));
    }

    @Test
    void refuses_a_workspace_without_a_log() {
        var failure = assertThrows(AuditUnavailable.class, () -> append(event("ws_nowhere")));
        assertEquals(AuditUnavailable.Reason.NO_LOG, failure.reason());
    }

    private static Event event(String workspace) {
        return Event.of(workspace, "tool.call.refused", Instant.now());
    }

    private static Receipt append(Event event) {
        return LOG.append(event).await().atMost(AuditDatabase.WAIT);
    }
}
