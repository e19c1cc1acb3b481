package dev.carnet.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationsTest {

    @Test
    void migrates_once_on_a_durable_server(@TempDir Path folder) throws Exception {
        try (var database = EmbeddedDatabase.start(folder.resolve("data"), 0)) {
            assertTrue(Migrations.run(database.owner()) > 0);
            assertEquals(0, Migrations.run(database.owner()));
            try (var connection = database.owner().getConnection();
                    var statement = connection.createStatement()) {
                for (String setting :
                        new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                    var row = statement.executeQuery("SHOW " + setting);
                    assertTrue(row.next());
                    assertEquals("on", row.getString(1), setting);
                }
            }
        }
    }

    /// J6: whoever had programs told of gates before there were rules has them told as before, and
    /// what was on its way goes on; an address that counted as somebody's own is theirs.
    @Test
    void destinations_of_earlier_releases_are_told_as_before(@TempDir Path folder)
            throws Exception {
        try (var database = EmbeddedDatabase.start(folder.resolve("data"), 0);
                var connection = database.owner().getConnection();
                var statement = connection.createStatement()) {
            until("23", database.owner());
            statement.execute(
                    """
                    INSERT INTO gateway.webhook (workspace_id, webhook_id, url, secret_sealed,
                      created_at, verified_at)
                    VALUES ('ws_1', 'whk_1', 'https://one.example', 'x', now(), now()),
                      ('ws_1', 'whk_2', 'https://two.example', 'x', now(), NULL),
                      ('ws_2', 'whk_3', 'https://three.example', 'x', now(), now());
                    INSERT INTO gateway.webhook_delivery (workspace_id, delivery_id, webhook_id,
                      body, state, tries, created_at, due_at)
                    VALUES ('ws_1', 'dlv_1', 'whk_1', '{}', 'due', 3, now(), now()),
                      ('ws_1', 'dlv_2', 'whk_1', '{}', 'dead', 10, now(), now())
                    """);
            until("27", database.owner());
            statement.execute(
                    """
                    INSERT INTO auth.person (person_id, email, name, password_hash)
                    VALUES ('usr_1', 'ann@example.com', 'Ann', 'x');
                    INSERT INTO gateway.destination (workspace_id, destination_id, kind, target,
                      created_at, verified_at)
                    VALUES ('ws_1', 'dst_own', 'mail', 'ann@example.com', '2026-01-01', '2026-01-01'),
                      ('ws_1', 'dst_asked', 'mail', 'ann@example.com', '2026-01-01', '2026-01-02')
                    """);
            Migrations.run(database.owner());
            assertEquals(
                    "ws_1 {gate.*} whk_1,whk_2 | ws_2 {gate.*} whk_3",
                    text(
                            statement,
                            """
                            SELECT string_agg(workspace_id || ' ' || kinds::text || ' ' ||
                              (SELECT string_agg(d, ',' ORDER BY d) FROM unnest(destinations) AS d),
                              ' | ' ORDER BY workspace_id)
                            FROM gateway.notice_rule WHERE enabled
                            """));
            assertEquals(
                    "whk_1 webhook true | whk_2 webhook false | whk_3 webhook true",
                    text(
                            statement,
                            """
                            SELECT string_agg(destination_id || ' ' || kind || ' ' ||
                              (verified_at IS NOT NULL), ' | ' ORDER BY destination_id)
                            FROM gateway.destination WHERE kind = 'webhook' AND person_id IS NULL
                            """));
            assertEquals(
                    "dlv_1 whk_1 webhook due 3 | dlv_2 whk_1 webhook dead 10",
                    text(
                            statement,
                            """
                            SELECT string_agg(delivery_id || ' ' || destination_id || ' ' || kind ||
                              ' ' || state || ' ' || tries, ' | ' ORDER BY delivery_id)
                            FROM gateway.delivery
                            """));
            assertEquals(
                    "dst_asked -, dst_own usr_1",
                    text(
                            statement,
                            """
                            SELECT string_agg(destination_id || ' ' || coalesce(person_id, '-'), ', '
                              ORDER BY destination_id)
                            FROM gateway.destination WHERE kind = 'mail'
                            """));
        }
    }

    /// The schema as it was with that version.
    private static void until(String version, DataSource owner) {
        Flyway.configure()
                .dataSource(owner)
                .schemas("carnet")
                .createSchemas(true)
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
    }

    private static String text(Statement statement, String sql) throws SQLException {
        var row = statement.executeQuery(sql);
        assertTrue(row.next());
        return row.getString(1);
    }
}
