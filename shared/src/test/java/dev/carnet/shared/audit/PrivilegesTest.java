package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.shared.audit.Durability.NotDurable;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the database itself refuses the services, and which servers they refuse.
@ResourceLock(AuditDatabase.LOCK)
class PrivilegesTest {

    private static final AuditDatabase DATABASE = AuditDatabase.get();
    private static final String DENIED = "42501";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit.entry SET data = ''",
                "DELETE FROM audit.entry",
                "TRUNCATE audit.entry",
                "UPDATE audit.entry_default SET data = ''",
                "INSERT INTO audit.entry_default VALUES ('2020-01-01', 1, 1, '', '')",
                "UPDATE audit.log SET origin = 'x'",
                "UPDATE audit.log SET workspace_id = 'x'",
                "DELETE FROM audit.log",
                "UPDATE audit.index SET act = 'x'",
                "DELETE FROM audit.index",
                "UPDATE audit.disclosure SET sealed = ''",
                "DELETE FROM audit.disclosure",
                "DELETE FROM audit.data_key",
                "UPDATE audit.outbox SET event = ''",
                "SELECT audit.rebuild_index(1)",
                "SELECT audit.prepare_partitions(1)",
                "CREATE TABLE audit.x (x int)"
            })
    void a_service_may_not(String statement) {
        for (String role : List.of("carnet_auth", "carnet_mcp")) {
            var connection = DATABASE.connect(role);
            var refusal =
                    assertThrows(
                            PgException.class,
                            () ->
                                    connection
                                            .query(statement)
                                            .execute()
                                            .await()
                                            .atMost(AuditDatabase.WAIT));
            assertEquals(DENIED, refusal.getSqlState());
            connection.closeAndAwait();
        }
    }

    @Test
    void a_durable_server_passes() {
        var connection = DATABASE.connect("carnet_mcp");
        assertEquals(List.of(), Durability.check(connection).await().atMost(AuditDatabase.WAIT));
        connection.closeAndAwait();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "local", "remote_write"})
    void a_server_that_loses_entries_is_refused(String setting) {
        var connection = DATABASE.connect("carnet_mcp");
        connection.query("SET synchronous_commit = " + setting).executeAndAwait();
        assertThrows(
                NotDurable.class,
                () -> Durability.require(connection).await().atMost(AuditDatabase.WAIT));
        connection.closeAndAwait();
    }

    @Test
    void a_writer_does_not_begin_on_such_a_server() {
        var lossy = DATABASE.as("carnet_mcp").addProperty("synchronous_commit", "off");
        var log = DATABASE.unstarted(lossy);
        var begun = log.start().subscribeAsCompletionStage();
        assertThrows(TimeoutException.class, () -> begun.get(5, TimeUnit.SECONDS));
        assertFalse(log.ready());
    }
}
