package dev.carnet.shared.startup;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.picture.FeedDatabase;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgConnectOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(FeedDatabase.LOCK)
class DatabaseStoreTest {

    private static final FeedDatabase DB = FeedDatabase.get();

    private static void check(PgConnectOptions options) {
        PgConnection connection = PgConnection.connectAndAwait(DB.vertx, options);
        try {
            new DatabaseStore().check(connection).await().atMost(FeedDatabase.WAIT);
        } finally {
            connection.closeAndAwait();
        }
    }

    private static PgConnectOptions options() {
        return DB.options(DB.server.port());
    }

    private static String refusal(PgConnectOptions options) {
        String line =
                String.valueOf(
                        assertThrows(RefusedToStart.class, () -> check(options)).getMessage());
        assertFalse(line.contains("\n"), line);
        return line;
    }

    @AfterEach
    void asItWas() {
        DB.write("DELETE FROM carnet.flyway_schema_history WHERE installed_rank > 100");
        DB.write("UPDATE carnet.flyway_schema_history SET success = true");
        DB.write("ALTER ROLE carnet_mcp RESET synchronous_commit");
    }

    @Test
    void accepts_this_releases_schema_on_a_durable_server() {
        assertDoesNotThrow(() -> check(options()));
    }

    @Test
    void refuses_a_newer_schema() {
        DB.write(
                """
                INSERT INTO carnet.flyway_schema_history
                  (installed_rank, version, description, type, script, installed_by, execution_time, success)
                VALUES (101, '4711', 'x', 'SQL', 'x', 'x', 1, true)
                """);
        assertTrue(refusal(options()).contains("4711"));
    }

    @Test
    void refuses_an_older_schema_or_none() {
        DB.write(
                "UPDATE carnet.flyway_schema_history SET success = false WHERE version = '"
                        + DatabaseStore.SCHEMA_VERSION
                        + "'");
        assertTrue(refusal(options()).contains("carnet migrate"));
        DB.write("UPDATE carnet.flyway_schema_history SET success = false");
        assertTrue(refusal(options()).contains("none"));
    }

    @Test
    void refuses_a_database_that_was_never_migrated() {
        assertTrue(refusal(options().setDatabase("template1")).contains("carnet migrate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "local", "remote_write"})
    void refuses_a_session_that_is_not_durable(String value) {
        DB.write("ALTER ROLE carnet_mcp SET synchronous_commit = '" + value + "'");
        assertTrue(refusal(options()).contains("synchronous_commit"));
    }
}
