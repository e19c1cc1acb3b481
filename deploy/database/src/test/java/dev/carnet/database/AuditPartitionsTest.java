package dev.carnet.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The months of the audit log.
class AuditPartitionsTest {

    @TempDir private static Path folder;
    private static EmbeddedDatabase database;

    @BeforeAll
    static void migrate() throws Exception {
        database = EmbeddedDatabase.start(folder.resolve("data"), 0);
        Migrations.run(database.owner());
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void are_made_two_years_ahead_and_again_by_every_migration() throws Exception {
        assertEquals(
                26,
                number(
                        "SELECT count(*) FROM pg_inherits WHERE inhparent = 'audit.entry'::regclass"));
        assertEquals(0, number("SELECT audit.prepare_partitions(24)"));
        execute("DROP TABLE audit." + month(24));
        Migrations.run(database.owner());
        assertEquals(0, number("SELECT audit.prepare_partitions(24)"));
    }

    @Test
    void leave_what_falls_outside_to_the_default_one() throws Exception {
        String far = "(date_trunc('month', now()) + interval '30 months')::date";
        execute("INSERT INTO audit.entry VALUES (" + far + ", 1, 7, '', '')");
        assertEquals(1, number("SELECT count(*) FROM audit.entry_default WHERE seq = 7"));
        // That month stays there; those around it are made.
        assertEquals(5 + 1, number("SELECT audit.prepare_partitions(31)"));
        assertEquals(1, number("SELECT count(*) FROM audit.entry WHERE seq = 7"));
    }

    @Test
    void take_the_entries_of_their_month() throws Exception {
        execute("INSERT INTO audit.entry VALUES (date_trunc('month', now())::date, 1, 8, '', '')");
        assertEquals(1, number("SELECT count(*) FROM audit." + month(0) + " WHERE seq = 8"));
    }

    private static String month(int ahead) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                ResultSet rows =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT 'entry_' || to_char(now() + interval '"
                                                + ahead
                                                + " months', 'YYYY_MM')")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.owner().getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
