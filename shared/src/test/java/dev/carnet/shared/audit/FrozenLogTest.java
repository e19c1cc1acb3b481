package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A log that is not as it was left takes no more entries.
@ResourceLock(AuditDatabase.LOCK)
class FrozenLogTest {

    private static final AuditDatabase DATABASE = AuditDatabase.get();
    private static final String LOG = "(SELECT log_id FROM audit.log WHERE workspace_id = '%s')";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM audit.entry WHERE log_id = %s AND seq = 3",
                "UPDATE audit.entry SET data = data || ' ' WHERE log_id = %s AND seq = 3",
                "UPDATE audit.entry SET leaf = sha256('x') WHERE log_id = %s AND seq = 3",
                "UPDATE audit.log SET size = 3 WHERE log_id = %s",
                "UPDATE audit.log SET size = 5 WHERE log_id = %s",
                "UPDATE audit.log SET last_leaf = sha256('x') WHERE log_id = %s",
                "UPDATE audit.log SET frontier = '' WHERE log_id = %s"
            })
    void is_found_when_a_writer_connects(String tampering) throws Exception {
        String workspace = workspaceOfFour();
        DATABASE.execute(tampering.formatted(LOG.formatted(workspace)));
        GroupCommitLog log = DATABASE.writer();
        assertFrozen(log, workspace);
        log.close().await().atMost(AuditDatabase.WAIT);
        assertEquals(
                1,
                DATABASE.count(
                        "SELECT count(*) FROM audit.log WHERE state = 'frozen' AND log_id = "
                                + LOG.formatted(workspace)));
    }

    @Test
    void is_found_when_acknowledged_entries_are_gone_after_an_outage() throws Exception {
        String workspace = DATABASE.workspace();
        try (var wire = new FaultyWire(DATABASE.server.port())) {
            GroupCommitLog log = DATABASE.writer(DATABASE.as("carnet_mcp").setPort(wire.port()));
            append(log, workspace);
            String head =
                    "SELECT size, last_leaf, last_time, frontier INTO TABLE head_kept"
                            + " FROM audit.log WHERE log_id = ";
            DATABASE.execute(head + LOG.formatted(workspace));
            append(log, workspace);
            wire.bar(true);
            wire.cut();
            // As if the database had been restored from a backup: consistent in itself.
            DATABASE.execute(
                    "DELETE FROM audit.entry WHERE seq = 2 AND log_id = "
                            + LOG.formatted(workspace));
            DATABASE.execute(
                    "UPDATE audit.log SET (size, last_leaf, last_time, frontier) ="
                            + " (SELECT * FROM head_kept) WHERE log_id = "
                            + LOG.formatted(workspace));
            wire.bar(false);
            assertFrozen(log, workspace);
            log.close().await().atMost(AuditDatabase.WAIT);
        }
    }

    @Test
    void does_not_stop_the_others() throws Exception {
        String frozen = workspaceOfFour();
        String other = DATABASE.workspace();
        DATABASE.execute(
                "UPDATE audit.log SET state = 'frozen' WHERE log_id = " + LOG.formatted(frozen));
        GroupCommitLog log = DATABASE.writer();
        assertFrozen(log, frozen);
        append(log, other);
        assertFrozen(log, frozen);
        log.close().await().atMost(AuditDatabase.WAIT);
    }

    private static String workspaceOfFour() {
        String workspace = DATABASE.workspace();
        GroupCommitLog log = DATABASE.writer();
        for (int i = 0; i < 3; i++) {
            append(log, workspace);
        }
        log.close().await().atMost(AuditDatabase.WAIT);
        return workspace;
    }

    private static void assertFrozen(GroupCommitLog log, String workspace) {
        var refusal = assertThrows(AuditUnavailable.class, () -> append(log, workspace));
        assertEquals(Reason.FROZEN, refusal.reason());
    }

    private static void append(GroupCommitLog log, String workspace) {
        Event event = Event.of(workspace, "call.refused", Instant.now());
        log.append(event).await().atMost(AuditDatabase.WAIT);
    }
}
